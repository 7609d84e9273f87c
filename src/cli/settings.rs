//! What is meant: the typed command line, checked and with its defaults filled in.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap_complete::Shell;

use super::args::{
    ArrivedArgs, AuditArgs, CheckArgs, ExplainArgs, FactArgs, ForgetArgs, HeldArgs, ImportArgs, NewArgs,
    PlanArgs, PrintArgs, ReplanArgs, ReportArgs, ShowArgs, Typed, TypedCommand, TypedEffort, TypedLanguage,
    TypedLook, TypedPolicy, UndoArgs, WalkInArgs,
};
use super::cards::CardOrder;
use super::example::Recipe;
use super::export;
use super::failure::Failure;
use super::paths::Place;
use crate::domain::{Language, MAX_ROUNDS, Round};
use crate::night::Kind;
use crate::plan::{self, CHANGE_COST, Effort, Policy};
use crate::registrations::{Choice, Field};

/// The most points that can be asked for.
const MOST_POINTS: u32 = 1_000_000;

/// What is to be done.
#[derive(Debug)]
pub enum Order {
    /// Write an example event.
    New(New),
    /// Take registrations into an event.
    Import(Import),
    /// Look an event over.
    Check(Check),
    /// Plan an evening.
    Plan(Plan),
    /// Show a plan.
    Show(Show),
    /// Judge a schedule.
    Audit(Audit),
    /// Print a plan.
    Print(Print),
    /// Export a plan.
    Export(export::Order),
    /// Note something about people on the night.
    Fact(Fact),
    /// Note whoever is not named as a no-show.
    Arrived(Arrived),
    /// Add somebody who came unannounced.
    WalkIn(Box<WalkIn>),
    /// Plan the rounds to come again.
    Replan(Replan),
    /// Take back the last step.
    Undo(Undo),
    /// Note that the evening took place.
    Held(Held),
    /// Forget who the people of an evening are.
    Forget(Forget),
    /// Report on an evening, or on several.
    Report(Report),
    /// Explain why two people meet or do not.
    Explain(Explain),
    /// Explain a message.
    ExplainCode(ExplainCode),
    /// Give the guide, in this language.
    Guide(Language),
    /// Give the script that completes command lines in this shell.
    Completions(Shell),
    /// Give the manual, into this folder if there is one.
    Man(Option<PathBuf>),
}

impl Order {
    /// The event whose files this changes, and the name of the command. Printed matter and exports are no such files.
    pub fn changes(&self) -> Option<(&Place, &'static str)> {
        match self {
            Self::Import(order) if !order.dry_run => Some((&order.event, "import")),
            Self::Check(order) if order.accept.is_some() => Some((&order.event, "check --fix")),
            Self::Plan(order) if order.output.is_none() => Some((&order.event, "plan")),
            Self::Fact(order) => Some((&order.event, order.kind.word())),
            Self::Arrived(order) if order.yes => Some((&order.event, "arrived")),
            Self::WalkIn(order) => Some((&order.event, "walk-in")),
            Self::Replan(order) if !matches!(order.what, Again::Compare(..)) => {
                Some((&order.event, "replan"))
            }
            Self::Undo(order) => Some((&order.event, "undo")),
            Self::Held(order) => Some((&order.event, "held")),
            Self::Forget(order) if order.yes => Some((&order.event, "forget")),
            _ => None,
        }
    }

    /// Whether the result is to be one JSON document.
    pub fn json(&self) -> bool {
        match self {
            Self::New(_)
            | Self::Print(_)
            | Self::Fact(_)
            | Self::Arrived(_)
            | Self::WalkIn(_)
            | Self::Undo(_)
            | Self::Forget(_)
            | Self::Guide(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
            Self::Held(order) => order.json,
            Self::Report(order) => order.json,
            Self::Export(order) => order.json(),
            Self::Replan(order) => order.json,
            Self::Import(order) => order.json,
            Self::Check(order) => order.json,
            Self::Plan(order) => order.json,
            Self::Show(order) => order.json,
            Self::Audit(order) => order.json,
            Self::Explain(order) => order.json,
            Self::ExplainCode(order) => order.json,
        }
    }
}

/// Write an example event, or templates.
#[derive(Debug)]
pub struct New {
    /// What to write, and where.
    pub what: Fresh,
    /// An invented evening; none: the example to begin with.
    pub recipe: Option<Recipe>,
}

/// What there is to begin with.
#[derive(Debug)]
pub enum Fresh {
    /// An example event, in this file.
    Event(Place),
    /// The templates, in this folder.
    Templates {
        /// The folder.
        folder: PathBuf,
        /// Whether files that are there already are replaced.
        overwrite: bool,
    },
}

/// Take registrations into an event.
#[derive(Debug)]
pub struct Import {
    /// The registrations.
    pub registrations: Place,
    /// The event file.
    pub event: Place,
    /// What is said of columns.
    pub choices: Vec<Choice>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// One JSON document.
    pub json: bool,
}

/// Look an event over.
#[derive(Debug)]
pub struct Check {
    /// The event file.
    pub event: Place,
    /// Which proposals to write into it; none: none.
    pub accept: Option<Accept>,
    /// One JSON document.
    pub json: bool,
}

/// Which proposals are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Every one.
    All,
    /// Those with these numbers.
    These(Vec<usize>),
}

/// Plan an evening.
#[derive(Debug)]
pub struct Plan {
    /// The event file.
    pub event: Place,
    /// Where the schedule goes; none: beside the event.
    pub output: Option<Place>,
    /// Whether and where to print.
    pub print: Option<PrintTo>,
    /// How printed matter looks.
    pub look: Look,
    /// How to plan.
    pub search: plan::Settings,
    /// When to end with the best plan found.
    pub time_limit: Option<Duration>,
    /// Where the proof of the bound goes.
    pub certificate: Option<PathBuf>,
    /// Whether a plan without a proof is a failure.
    pub require_optimal: bool,
    /// The summary as one JSON document.
    pub json: bool,
}

/// Where printed matter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintTo {
    /// `NAME-print` beside the event.
    BesideEvent,
    /// This folder.
    Folder(PathBuf),
}

/// How printed matter looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The folder of the organizer's templates; none: those that rondje brings along.
    pub templates: Option<PathBuf>,
    /// The form of agendas; none: the one that the templates name.
    pub agendas: Option<String>,
    /// Fonts for characters that the main ones lack.
    pub fonts: Vec<PathBuf>,
}

impl From<TypedLook> for Look {
    fn from(typed: TypedLook) -> Self {
        Self { templates: typed.templates, agendas: typed.agendas, fonts: typed.font }
    }
}

/// Show a plan.
#[derive(Debug)]
pub struct Show {
    /// The event file.
    pub event: Place,
    /// The schedule file; none: beside the event.
    pub schedule: Option<Place>,
    /// Whose evening; none: everybody's.
    pub person: Option<String>,
    /// One JSON document.
    pub json: bool,
}

/// Judge a schedule.
#[derive(Debug)]
pub struct Audit {
    /// The event file.
    pub event: Place,
    /// The schedule file; none: beside the event.
    pub schedule: Option<Place>,
    /// The proof of the bound to recheck.
    pub certificate: Option<PathBuf>,
    /// One JSON document.
    pub json: bool,
}

/// Print a plan.
#[derive(Debug)]
pub struct Print {
    /// The event file.
    pub event: Place,
    /// The schedule file; none: beside the event.
    pub schedule: Option<Place>,
    /// The folder for the files.
    pub to: PrintTo,
    /// The names of the documents to print; none: all.
    pub only: Vec<String>,
    /// For whom; none: everybody.
    pub people: Vec<String>,
    /// How it looks.
    pub look: Look,
    /// What re-plans changed, and nothing else.
    pub changed: bool,
    /// The revision that people hold; none: the last that was printed.
    pub since: Option<u32>,
    /// How to print name cards.
    pub cards: CardOrder,
}

/// Note something about people on the night.
#[derive(Debug)]
pub struct Fact {
    /// The event file.
    pub event: Place,
    /// What of them.
    pub kind: Kind,
    /// Who, as typed; `-` stands for standard input.
    pub who: Vec<String>,
    /// From which round on.
    pub round: Round,
}

/// Note whoever is not named as a no-show.
#[derive(Debug)]
pub struct Arrived {
    /// The event file.
    pub event: Place,
    /// Who is there, as typed; `-` stands for standard input.
    pub who: Vec<String>,
    /// From which round on the others are missing.
    pub round: Round,
    /// Whether to note them.
    pub yes: bool,
}

/// Add somebody who came unannounced.
#[derive(Debug)]
pub struct WalkIn {
    /// The event file.
    pub event: Place,
    /// The full name.
    pub name: String,
    /// The id; none: made from the name.
    pub id: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// The group they belong to.
    pub group: Option<String>,
    /// Topics.
    pub wants: Vec<String>,
    /// Topics.
    pub offers: Vec<String>,
    /// People, as typed.
    pub knows: Vec<String>,
    /// From which round on they are there.
    pub round: Round,
}

/// Plan the rounds to come again.
#[derive(Debug)]
pub struct Replan {
    /// The event file.
    pub event: Place,
    /// What to plan again.
    pub what: Again,
    /// Whether and where to print what changed.
    pub print: Option<PrintTo>,
    /// How printed matter looks.
    pub look: Look,
    /// How to plan.
    pub search: plan::Settings,
    /// When to end with the best plan found.
    pub time_limit: Option<Duration>,
    /// The summary as one JSON document.
    pub json: bool,
}

/// What is planned again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The rounds from one on.
    From(Round, Policy),
    /// The same, only to look at what each policy would bring.
    Compare(Round, [Policy; 3]),
    /// The whole evening, as if nothing were printed.
    FromScratch,
}

/// Take back the last step.
#[derive(Debug)]
pub struct Undo {
    /// The event file.
    pub event: Place,
}

/// Note that the evening took place.
#[derive(Debug)]
pub struct Held {
    /// The event file.
    pub event: Place,
    /// One JSON document.
    pub json: bool,
}

/// Forget who the people of an evening are.
#[derive(Debug)]
pub struct Forget {
    /// The event file.
    pub event: Place,
    /// Whether to do it.
    pub yes: bool,
}

/// Report on an evening, or on several.
#[derive(Debug)]
pub struct Report {
    /// On what.
    pub on: ReportOn,
    /// One JSON document.
    pub json: bool,
}

/// What a report is about.
#[derive(Debug)]
pub enum ReportOn {
    /// One evening.
    Evening {
        /// The event file.
        event: Place,
        /// The schedule file; none: beside the event.
        schedule: Option<Place>,
        /// Whether and where to print it.
        pdf: Option<ReportPdf>,
    },
    /// The events of a series, first to last.
    Series(Vec<Place>),
}

/// A printed report.
#[derive(Debug)]
pub struct ReportPdf {
    /// The file; none: `report.pdf` with the printed matter of the event.
    pub file: Option<PathBuf>,
    /// How it looks.
    pub look: Look,
}

/// Explain why two people meet or do not.
#[derive(Debug)]
pub struct Explain {
    /// The event file.
    pub event: Place,
    /// The schedule file; none: beside the event, if there is one.
    pub schedule: Option<Place>,
    /// The two people as typed.
    pub people: [String; 2],
    /// One JSON document.
    pub json: bool,
}

/// Explain a message.
#[derive(Debug)]
pub struct ExplainCode {
    /// The code as typed.
    pub code: String,
    /// One JSON document.
    pub json: bool,
}

impl TryFrom<Typed> for Order {
    type Error = Failure;

    fn try_from(typed: Typed) -> Result<Self, Failure> {
        match typed.command {
            TypedCommand::New(args) => new_order(args).map(Self::New),
            TypedCommand::Import(args) => import_order(args).map(Self::Import),
            TypedCommand::Check(args) => check_order(args).map(Self::Check),
            TypedCommand::Plan(args) => plan_order(args).map(Self::Plan),
            TypedCommand::Show(args) => show_order(args).map(Self::Show),
            TypedCommand::Audit(args) => audit_order(args).map(Self::Audit),
            TypedCommand::Print(args) => print_order(args).map(Self::Print),
            TypedCommand::Export(args) => export::Order::of(args).map(Self::Export),
            TypedCommand::NoShow(args) => fact_order(args, Kind::NoShow).map(Self::Fact),
            TypedCommand::Late(args) => fact_order(args, Kind::Late).map(Self::Fact),
            TypedCommand::Left(args) => fact_order(args, Kind::Left).map(Self::Fact),
            TypedCommand::Back(args) => fact_order(args, Kind::Back).map(Self::Fact),
            TypedCommand::Arrived(args) => arrived_order(args).map(Self::Arrived),
            TypedCommand::WalkIn(args) => walk_in_order(*args).map(Box::new).map(Self::WalkIn),
            TypedCommand::Replan(args) => replan_order(args).map(Self::Replan),
            TypedCommand::Undo(UndoArgs { event }) => Ok(Self::Undo(Undo { event: event_file(event)? })),
            TypedCommand::Held(HeldArgs { event, json }) => {
                Ok(Self::Held(Held { event: event_file(event)?, json }))
            }
            TypedCommand::Forget(ForgetArgs { event, yes }) => {
                Ok(Self::Forget(Forget { event: event_file(event)?, yes }))
            }
            TypedCommand::Report(args) => report_order(args).map(Self::Report),
            TypedCommand::Explain(args) => explain_order(args),
            TypedCommand::Guide(args) => Ok(Self::Guide(language(args.language))),
            TypedCommand::Completions(args) => Ok(Self::Completions(args.shell)),
            TypedCommand::Man(args) => Ok(Self::Man(args.out)),
        }
    }
}

fn new_order(args: NewArgs) -> Result<New, Failure> {
    let recipe = args.example.map(|size| recipe(&size, args.seed, args.night)).transpose()?;
    let what = match args.templates {
        Some(folder) => Fresh::Templates { folder, overwrite: args.overwrite },
        None => Fresh::Event(Place::typed(args.file)),
    };
    Ok(New { what, recipe })
}

fn recipe(size: &str, seed: u64, night: bool) -> Result<Recipe, Failure> {
    let numbers = size.split_once('x').map(|(people, rounds)| (people.parse(), rounds.parse()));
    match numbers {
        Some((Ok(people @ 1..=100_000), Ok(rounds @ 1..=MAX_ROUNDS))) => {
            Ok(Recipe { people, rounds, seed, night })
        }
        _ => Err(Failure::usage("--example is a size such as 60x8: people x rounds")),
    }
}

fn plan_order(args: PlanArgs) -> Result<Plan, Failure> {
    let (event, print) = event_and_folder(args.event, args.print)?;
    let event = event_place(event)?;
    let output = match (&event, args.output.map(Place::typed)) {
        (Place::Standard, None) => Some(Place::Standard),
        (_, output) => output,
    };
    if output == Some(Place::Standard) && args.json {
        let message = "the schedule and the JSON summary cannot both go to standard output";
        return Err(Failure::usage(message).help("name a file: -o FILE"));
    }
    if event == Place::Standard && print == Some(PrintTo::BesideEvent) {
        return Err(Failure::usage("an event from standard input needs a folder to print into")
            .help("name one: --print DIR"));
    }
    let look = Look::from(args.look);
    if print.is_none() && look != Look::default() {
        return Err(Failure::usage("--agendas, --templates and --font are about printing")
            .help("add --print, or leave them out"));
    }
    Ok(Plan {
        event,
        output,
        print,
        look,
        search: plan::Settings {
            effort: effort(args.effort),
            threads: args.threads.map(threads).transpose()?,
        },
        time_limit: args.time_limit.map(time_limit).transpose()?,
        certificate: args.certificate.map(certificate_file).transpose()?,
        require_optimal: args.require_optimal,
        json: args.json,
    })
}

/// `plan --print borrel.toml` means the event, though it reads as the folder.
#[expect(clippy::option_option, reason = "as typed: absent, without a folder, with a folder")]
fn event_and_folder(
    event: Option<PathBuf>,
    print: Option<Option<PathBuf>>,
) -> Result<(PathBuf, Option<PrintTo>), Failure> {
    match (event, print) {
        (Some(event), print) => {
            Ok((event, print.map(|folder| folder.map_or(PrintTo::BesideEvent, PrintTo::Folder))))
        }
        (None, Some(Some(event))) if event.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) => {
            Ok((event, Some(PrintTo::BesideEvent)))
        }
        (None, _) => Err(Failure::usage("which event?").help("rondje plan EVENT --print [DIR]")),
    }
}

fn effort(typed: TypedEffort) -> Effort {
    match typed {
        TypedEffort::Low => Effort::Low,
        TypedEffort::Normal => Effort::Normal,
        TypedEffort::High => Effort::High,
    }
}

fn time_limit(seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|limit| !limit.is_zero() && *limit <= LONGEST)
        .ok_or_else(|| {
            Failure::usage("--time-limit is a number of seconds above 0, and not more than a day")
                .help("leave it out to search until nothing better is found")
        })
}

/// The longest time that a search can be given: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The most processor cores that are used. Each more would take memory of its own.
const MOST_THREADS: usize = 256;

fn threads(number: NonZeroUsize) -> Result<usize, Failure> {
    match number.get() {
        number @ ..=MOST_THREADS => Ok(number),
        number => Err(Failure::usage(format!("--threads cannot be {number}; {MOST_THREADS} is the most"))
            .help("leave it out to use all processor cores of this computer")),
    }
}

fn show_order(args: ShowArgs) -> Result<Show, Failure> {
    let (event, schedule) = event_and_schedule(args.event, args.schedule.file)?;
    Ok(Show { event, schedule, person: args.person, json: args.json })
}

fn audit_order(args: AuditArgs) -> Result<Audit, Failure> {
    let (event, schedule) = event_and_schedule(args.event, args.schedule)?;
    let certificate = args.certificate.map(certificate_file).transpose()?;
    Ok(Audit { event, schedule, certificate, json: args.json })
}

/// A certificate is a file of its own: standard input and output are for events and schedules.
fn certificate_file(path: PathBuf) -> Result<PathBuf, Failure> {
    if path.as_os_str() == "-" {
        return Err(
            Failure::usage("a certificate needs a file of its own").help("name one: --certificate FILE")
        );
    }
    Ok(path)
}

fn import_order(args: ImportArgs) -> Result<Import, Failure> {
    let Place::File(event) = event_place(args.into)? else {
        return Err(Failure::usage("registrations go into an event that is a file, not standard input"));
    };
    let choices = args.map.iter().map(|typed| choice(typed)).collect::<Result<_, _>>()?;
    let registrations = Place::typed(args.registrations);
    if registrations == Place::File(event.clone()) {
        return Err(Failure::usage("the registrations and the event are the same file"));
    }
    Ok(Import { registrations, event: Place::File(event), choices, dry_run: args.dry_run, json: args.json })
}

/// `HEADER=FIELD`; a header may have `=` in it.
fn choice(typed: &str) -> Result<Choice, Failure> {
    let words: Vec<&str> = Field::ALL.iter().map(|(_, word)| *word).collect();
    let fields = || format!("the fields are: {}; or - for a column that is not to be used", words.join(", "));
    let Some((header, field)) = typed.rsplit_once('=').filter(|(header, _)| !header.trim().is_empty()) else {
        let message = format!("--map {typed:?} does not say what the column holds");
        return Err(Failure::usage(message).help("write it like this: --map \"Ik zoek=wants\""));
    };
    let header = header.trim().to_owned();
    if field.trim() == "-" {
        return Ok(Choice { header, field: None });
    }
    match Field::parse(field) {
        Some(field) => Ok(Choice { header, field: Some(field) }),
        None => Err(Failure::usage(format!("no field is called {field:?}")).help(fields())),
    }
}

fn check_order(args: CheckArgs) -> Result<Check, Failure> {
    let event = event_place(args.event)?;
    let accept = args.accept.as_deref().map(accept).transpose()?;
    if accept.is_some() && event == Place::Standard {
        return Err(Failure::usage("proposals can be written into a file only, not into standard input"));
    }
    Ok(Check { event, accept, json: args.json })
}

fn accept(typed: &str) -> Result<Accept, Failure> {
    if typed.trim().eq_ignore_ascii_case("all") {
        return Ok(Accept::All);
    }
    let numbers = typed.split(',').map(|number| number.trim().parse().ok().filter(|number| *number > 0));
    numbers.collect::<Option<Vec<usize>>>().map(Accept::These).ok_or_else(|| {
        Failure::usage(format!("{typed:?} are no numbers of proposals"))
            .help("write --accept all, or numbers with commas between: --accept 1,3")
    })
}

fn print_order(args: PrintArgs) -> Result<Print, Failure> {
    let (event, schedule) = event_and_schedule(args.event, args.schedule.file)?;
    if event == Place::Standard && args.out.is_none() {
        return Err(Failure::usage("an event from standard input needs a folder to print into")
            .help("name one: --out DIR"));
    }
    let to = args.out.map_or(PrintTo::BesideEvent, PrintTo::Folder);
    let cards = CardOrder::of(args.cards)?;
    let look = Look::from(args.look);
    Ok(Print {
        event,
        schedule,
        to,
        only: args.only,
        people: args.person,
        look,
        changed: args.changed,
        since: args.since,
        cards,
    })
}

fn fact_order(args: FactArgs, kind: Kind) -> Result<Fact, Failure> {
    if kind == Kind::Late && args.round < 2 {
        let message = "late until which round? Everybody else is there from round 1 on";
        return Err(Failure::usage(message).help("the first round they are there for: --round 2, or later"));
    }
    Ok(Fact { event: event_file(args.event)?, kind, who: args.who, round: args.round })
}

fn arrived_order(args: ArrivedArgs) -> Result<Arrived, Failure> {
    let who = if args.who.is_empty() { vec!["-".to_owned()] } else { args.who };
    Ok(Arrived { event: event_file(args.event)?, who, round: args.round, yes: args.yes })
}

fn walk_in_order(args: WalkInArgs) -> Result<WalkIn, Failure> {
    let WalkInArgs { event, name, id, company, title, group, wants, offers, knows, round } = args;
    let event = event_file(event)?;
    Ok(WalkIn { event, name, id, company, title, group, wants, offers, knows, round })
}

fn replan_order(args: ReplanArgs) -> Result<Replan, Failure> {
    let cost = args.change_cost.unwrap_or(CHANGE_COST);
    if cost > MOST_POINTS {
        return Err(Failure::usage(format!("--change-cost is 0 to {MOST_POINTS} points")));
    }
    let balanced = Policy::Balanced { change_cost: cost };
    let policy = match args.policy {
        TypedPolicy::Keep => Policy::Keep,
        TypedPolicy::Balanced => balanced,
        TypedPolicy::Best => Policy::Best,
    };
    if args.change_cost.is_some() && !args.compare && policy != balanced {
        return Err(Failure::usage("--change-cost goes with --policy balanced"));
    }
    let what = match args.round {
        None => Again::FromScratch,
        Some(round) if args.compare => Again::Compare(round, [Policy::Keep, balanced, Policy::Best]),
        Some(round) => Again::From(round, policy),
    };
    Ok(Replan {
        event: event_file(args.event)?,
        what,
        print: args.print.map(|folder| folder.map_or(PrintTo::BesideEvent, PrintTo::Folder)),
        look: args.look.into(),
        search: plan::Settings {
            effort: effort(args.effort),
            threads: args.threads.map(threads).transpose()?,
        },
        time_limit: args.time_limit.map(time_limit).transpose()?,
        json: args.json,
    })
}

/// An event that stands in a file: its log stands beside it.
fn event_file(path: PathBuf) -> Result<Place, Failure> {
    match event_place(path)? {
        Place::Standard => Err(Failure::usage("here the event must be a file, not standard input")),
        place @ Place::File(_) => Ok(place),
    }
}

fn report_order(args: ReportArgs) -> Result<Report, Failure> {
    let ReportArgs { event, over, schedule, pdf, templates, font, json } = args;
    let look = Look { templates, agendas: None, fonts: font };
    if pdf.is_none() && look != Look::default() {
        return Err(
            Failure::usage("--templates and --font are about printing").help("add --pdf, or leave them out")
        );
    }
    let Some(event) = event else {
        let events = over.into_iter().map(|path| super::paths::event_of(&path).unwrap_or(path));
        let places = events.map(event_file).collect::<Result<Vec<Place>, Failure>>()?;
        return Ok(Report { on: ReportOn::Series(places), json });
    };
    let (event, schedule) = event_and_schedule(event, schedule.file)?;
    let pdf = pdf.map(|file| ReportPdf { file, look });
    if event == Place::Standard && pdf.as_ref().is_some_and(|pdf| pdf.file.is_none()) {
        return Err(Failure::usage("an event from standard input needs a file to print to")
            .help("name one: --pdf FILE"));
    }
    Ok(Report { on: ReportOn::Evening { event, schedule, pdf }, json })
}

fn explain_order(args: ExplainArgs) -> Result<Order, Failure> {
    let (Some(a), Some(b)) = (args.a, args.b) else {
        let code = args.subject.to_string_lossy().into_owned();
        return Ok(Order::ExplainCode(ExplainCode { code, json: args.json }));
    };
    let (event, schedule) = event_and_schedule(args.subject, args.schedule.file)?;
    Ok(Order::Explain(Explain { event, schedule, people: [a, b], json: args.json }))
}

fn language(typed: TypedLanguage) -> Language {
    match typed {
        TypedLanguage::Nl => Language::Nl,
        TypedLanguage::En => Language::En,
    }
}

/// The event and its schedule, not both from standard input.
pub fn event_and_schedule(
    event: PathBuf,
    schedule: Option<PathBuf>,
) -> Result<(Place, Option<Place>), Failure> {
    let event = event_place(event)?;
    let schedule = schedule.map(Place::typed);
    match (&event, &schedule) {
        (Place::Standard, Some(Place::Standard)) => {
            Err(Failure::usage("the event and the schedule cannot both come from standard input"))
        }
        (Place::Standard, None) => {
            Err(Failure::usage("an event from standard input has no schedule beside it")
                .help("name the schedule file too"))
        }
        _ => Ok((event, schedule)),
    }
}

/// An event file; a schedule in its place is a common slip.
fn event_place(path: PathBuf) -> Result<Place, Failure> {
    if super::paths::is_schedule(&path) {
        let message = format!("{} is called like a schedule, not like an event", path.display());
        let event = super::paths::event_of(&path).unwrap_or_default();
        let event = super::text::typed(&event.to_string_lossy());
        return Err(Failure::usage(message).help(format!("name the event file: {event}")));
    }
    for (is_other, ending, what) in [
        (super::paths::is_night as fn(&Path) -> bool, ".night.toml", "the log of a night"),
        (super::paths::is_import, ".import.toml", "the memory of imports"),
    ] {
        if is_other(&path) {
            let message = format!("{} is called like {what}, not like an event", path.display());
            let event = path.to_string_lossy().replace(ending, ".toml");
            let help = format!("name the event file: {}", super::text::typed(&event));
            return Err(Failure::usage(message).help(help));
        }
    }
    Ok(Place::typed(path))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use clap::{CommandFactory, Parser};

    use super::{Order, Place, PrintTo, Typed};
    use crate::cli::exit::Exit;

    fn order(line: &str) -> Result<Order, Exit> {
        let typed = Typed::try_parse_from(line.split(' ')).map_err(|_| Exit::Usage)?;
        Order::try_from(typed).map_err(|failure| failure.exit())
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Typed::command().debug_assert();
    }

    #[test]
    fn every_help_starts_with_an_example() {
        let mut root = Typed::command();
        root.build();
        for command in std::iter::once(&root).chain(root.get_subcommands()).filter(|c| c.get_name() != "help")
        {
            let help = command.clone().render_long_help().to_string();
            assert!(help.starts_with("Example"), "{} has no example first:\n{help}", command.get_name());
        }
    }

    #[test]
    fn a_folder_or_the_event_may_follow_print() {
        let print = |line| match order(line) {
            Ok(Order::Plan(plan)) => (plan.event, plan.print),
            other => panic!("{other:?}"),
        };
        let event = || Place::File(PathBuf::from("a.toml"));
        assert_eq!(print("rondje plan a.toml"), (event(), None));
        assert_eq!(print("rondje plan a.toml --print"), (event(), Some(PrintTo::BesideEvent)));
        assert_eq!(print("rondje plan --print a.toml"), (event(), Some(PrintTo::BesideEvent)));
        assert_eq!(print("rondje plan a.toml --print x"), (event(), Some(PrintTo::Folder("x".into()))));
    }

    #[test]
    fn impossible_orders_are_usage_errors() {
        for line in [
            "rondje",
            "rondje plan",
            "rondje plan --print out",
            "rondje plan a.toml -o - --json",
            "rondje plan - --print",
            "rondje plan a.toml --time-limit 0",
            "rondje plan a.toml --time-limit nan",
            "rondje plan a.schedule.toml",
            "rondje show -",
            "rondje show - --schedule -",
            "rondje explain a.toml fatima",
            "rondje new a.toml --templates x",
            "rondje new --overwrite",
            "rondje plan a.toml --templates x",
            "rondje plan a.toml --certificate -",
            "rondje audit a.toml --certificate -",
            "rondje export a.toml --csv --json -o -",
            "rondje export - --schedule s.toml",
            "rondje export a.toml --csv --person fatima",
            "rondje export a.toml --ics --person a --person b -o -",
            "rondje import a.csv",
            "rondje import a.csv --into -",
            "rondje import a.toml --into a.toml",
            "rondje import a.csv --into a.toml --map wants",
            "rondje import a.csv --into a.toml --map Zoek=shoes",
            "rondje check a.toml --fix",
            "rondje check a.toml --accept 1",
            "rondje check a.toml --fix --accept 0",
            "rondje check - --fix --accept all",
        ] {
            assert_eq!(order(line).err(), Some(Exit::Usage), "{line}");
        }
    }

    #[test]
    fn one_word_to_explain_is_a_code() {
        assert!(matches!(order("rondje explain E304"), Ok(Order::ExplainCode(e)) if e.code == "E304"));
        assert!(matches!(order("rondje explain a.toml x y"), Ok(Order::Explain(_))));
    }
}
