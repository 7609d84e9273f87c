//! What is typed. [`super::settings`] turns it into what is meant; nothing else sees these types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Plans a business borrel: who meets whom, when and at which table, and prints it.
#[derive(Debug, Parser)]
#[command(
    name = "rondje",
    version,
    propagate_version = true,
    before_help = "Example:\n  rondje plan borrel.toml --print",
    after_help = "Everything stays on this computer. Results go to standard output, messages to standard error; `-` is \
                  standard input or output."
)]
pub struct Typed {
    #[command(subcommand)]
    pub command: TypedCommand,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum TypedCommand {
    /// Write a commented example event to start from, or the templates of everything printed.
    #[command(before_help = "Examples:\n  rondje new borrel.toml\n  rondje new --templates my-templates")]
    New(NewArgs),
    /// Take registrations into an event: from a CSV file or a workbook, as often as you like.
    #[command(
        before_help = "Examples:\n  rondje import registrations.csv --into borrel.toml --dry-run\n  rondje import \
                             list.xlsx --into borrel.toml --map \"Zoekvraag=wants\" --map \"Opmerking=-\"",
        after_help = "A FIELD is one of: name, first-name, infix, last-name, company, title, group, wants, offers, email, \
                      phone, link, share, status, cancelled, code; or - for a column that is not to be used."
    )]
    Import(ImportArgs),
    /// Look an event over: errors, supply and demand, people without a match.
    #[command(before_help = "Example:\n  rondje check borrel.toml")]
    Check(CheckArgs),
    /// Plan an evening, and print it if you like.
    #[command(before_help = "Example:\n  rondje plan borrel.toml --print")]
    Plan(PlanArgs),
    /// Show the plan, or the evening of one person with the reasons.
    #[command(before_help = "Example:\n  rondje show borrel.toml fatima")]
    Show(ShowArgs),
    /// Judge a schedule: every rule, every point, whoever made it.
    #[command(before_help = "Example:\n  rondje audit borrel.toml")]
    Audit(AuditArgs),
    /// Print the plan as PDF: agendas, name cards and what else an evening needs.
    #[command(before_help = "Example:\n  rondje print borrel.toml --only agendas --person fatima")]
    Print(PrintArgs),
    /// Export the plan: a list for a spreadsheet, calendars, JSON, and the page for the projector.
    #[command(
        before_help = "Examples:\n  rondje export borrel.toml --html\n  rondje export borrel.toml --csv -o borrel.csv"
    )]
    Export(ExportArgs),
    /// On the night: somebody does not come.
    #[command(before_help = "Example:\n  rondje no-show borrel.toml piet \"Fatima El\"")]
    NoShow(FactArgs),
    /// On the night: somebody comes later, from a round on.
    #[command(before_help = "Example:\n  rondje late borrel.toml kees --round 3")]
    Late(FactArgs),
    /// On the night: somebody has left, from a round on.
    #[command(before_help = "Example:\n  rondje left borrel.toml anna --round 5")]
    Left(FactArgs),
    /// On the night: somebody is there again, or after all, from a round on.
    #[command(before_help = "Example:\n  rondje back borrel.toml anna --round 6")]
    Back(FactArgs),
    /// On the night: these people are there, and whoever is not among them is a no-show.
    #[command(before_help = "Example:\n  rondje arrived borrel.toml < names.txt")]
    Arrived(ArrivedArgs),
    /// On the night: somebody came unannounced; adds them to the event file.
    #[command(
        before_help = "Example:\n  rondje walk-in borrel.toml --name \"Eva Smit\" --company Smit --wants \
                             Webdesign,Financing --offers Catering"
    )]
    WalkIn(Box<WalkInArgs>),
    /// On the night: plan the rounds to come again, for whoever is there.
    #[command(before_help = "Example:\n  rondje replan borrel.toml --round 3 --print")]
    Replan(ReplanArgs),
    /// On the night: take back the last step: a fact, a walk-in or a re-plan.
    #[command(before_help = "Example:\n  rondje undo borrel.toml")]
    Undo(UndoArgs),
    /// Afterwards: note that the evening took place, as the plan and the night say.
    #[command(before_help = "Example:\n  rondje held borrel.toml")]
    Held(HeldArgs),
    /// What an evening brought, in numbers and as a PDF; or who keeps missing out over several evenings.
    #[command(
        before_help = "Examples:\n  rondje report borrel.toml --pdf\n  rondje report --over may.toml june.toml"
    )]
    Report(ReportArgs),
    /// Afterwards: put pseudonyms in the place of names, contacts and notes; cannot be undone.
    #[command(before_help = "Example:\n  rondje forget borrel.toml")]
    Forget(ForgetArgs),
    /// Explain why two people meet or do not, or what the code of a message means.
    #[command(before_help = "Examples:\n  rondje explain borrel.toml fatima piet\n  rondje explain E304")]
    Explain(ExplainArgs),
    /// Read the guide: from the sign-up form to the last bell, and what to do when things go wrong.
    #[command(before_help = "Example:\n  rondje guide --language nl")]
    Guide(GuideArgs),
    /// Have your shell complete commands and options: gives the script for it.
    #[command(
        before_help = "Example:\n  rondje completions bash > ~/.local/share/bash-completion/completions/rondje"
    )]
    Completions(CompletionsArgs),
    /// The manual pages of rondje and its commands.
    #[command(before_help = "Example:\n  rondje man --out ~/.local/share/man/man1")]
    Man(ManArgs),
}

/// `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The file to write; `-` is standard output. What is there already is never replaced.
    #[arg(value_name = "FILE", default_value = "borrel.toml")]
    pub file: PathBuf,
    /// Write the templates of everything printed into this folder, to be changed; files that are there already stay.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "example"])]
    pub templates: Option<PathBuf>,
    /// With --templates: replace files that are there already.
    #[arg(long, requires = "templates")]
    pub overwrite: bool,
    /// An invented evening of this size instead, such as 60x8: for benchmarks.
    #[arg(long, value_name = "PEOPLExROUNDS", hide = true)]
    pub example: Option<String>,
    /// Invented evenings differ by their seed.
    #[arg(long, value_name = "N", hide = true, default_value_t = 1, requires = "example")]
    pub seed: u64,
    /// With late and early people, hosts, pins and few tables.
    #[arg(long, hide = true, requires = "example")]
    pub night: bool,
}

/// `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The registrations: text with semicolons, commas or tabs, or a workbook (.xlsx, .xls, .ods); `-` is standard input.
    pub registrations: PathBuf,
    /// The event file that the people go into.
    #[arg(long, value_name = "EVENT")]
    pub into: PathBuf,
    /// Say what a column holds; may be given several times. It is remembered for the next import.
    #[arg(long, value_name = "HEADER=FIELD")]
    pub map: Vec<String>,
    /// Show what would be done, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The event file; `-` is standard input.
    pub event: PathBuf,
    /// Write proposals about topics into the event file; which ones, --accept says.
    #[arg(long, requires = "accept")]
    pub fix: bool,
    /// The proposals to write: `all`, or their numbers with commas between.
    #[arg(long, value_name = "NUMBERS", requires = "fix")]
    pub accept: Option<String>,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The event file; `-` is standard input.
    #[arg(required_unless_present = "print")]
    pub event: Option<PathBuf>,
    /// Print everything too, into DIR [default: NAME-print beside the event].
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, without a folder, with a folder")]
    pub print: Option<Option<PathBuf>>,
    /// Where to write the schedule; `-` is standard output [default: NAME.schedule.toml beside the event].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How much work to do.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = TypedEffort::Normal)]
    pub effort: TypedEffort,
    /// End with the best plan found after so many seconds. Without it, the same event always gives the same plan.
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<f64>,
    /// Write a proof of the bound to FILE, which `rondje audit --certificate FILE` rechecks.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Write nothing and end with code 4 if it is not proved that no plan has more points.
    #[arg(long)]
    pub require_optimal: bool,
    /// How many processor cores to use [default: all]. The plan does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    pub look: TypedLook,
    /// Give the summary as one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// How much work to do.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TypedEffort {
    /// A first good plan.
    Low,
    /// The default.
    Normal,
    /// Until little more can be expected.
    High,
}

/// `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The event file; `-` is standard input.
    pub event: PathBuf,
    /// One person: an id or any part of a name that fits one person only.
    pub person: Option<String>,
    #[command(flatten)]
    pub schedule: TypedSchedule,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// The event file; `-` is standard input.
    pub event: PathBuf,
    /// The schedule file; `-` is standard input [default: NAME.schedule.toml beside the event].
    pub schedule: Option<PathBuf>,
    /// Recheck a proof of the bound too, which `rondje plan --certificate FILE` has written.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `print`.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// The event file; `-` is standard input.
    pub event: PathBuf,
    /// Where the PDF files go [default: NAME-print beside the event].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub schedule: TypedSchedule,
    /// Print these documents only, such as `agendas,name-cards`; `alignment` is a page to try the printer with.
    #[arg(long, value_name = "DOCUMENTS", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Print for this person only, into files of their own; may be given several times.
    #[arg(long, value_name = "PERSON")]
    pub person: Vec<String>,
    /// Print what changed since the last time that was printed: the agendas of those whose evening changed, run sheet,
    /// wall chart, and name cards of walk-ins. They go to NAME-print/revision-N.
    #[arg(long, conflicts_with_all = ["only", "person"])]
    pub changed: bool,
    /// With --changed: people hold paper of this revision, whatever was printed since.
    #[arg(long, value_name = "REVISION", requires = "changed")]
    pub since: Option<u32>,
    #[command(flatten)]
    pub look: TypedLook,
    #[command(flatten)]
    pub cards: CardArgs,
}

/// `export`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "a flag for each form")]
pub struct ExportArgs {
    /// The event file; `-` is standard input.
    pub event: PathBuf,
    /// A list for a spreadsheet: a line for every attendee and round. Without any form, all four are exported.
    #[arg(long)]
    pub csv: bool,
    /// Calendars: one for every attendee, and one of all meetings.
    #[arg(long)]
    pub ics: bool,
    /// One JSON document with the whole evening.
    #[arg(long)]
    pub json: bool,
    /// The page for the projector: clock, tables, search. One file that needs no internet.
    #[arg(long)]
    pub html: bool,
    /// The folder, or for a single form its file; `-` is standard output [default: NAME-export beside the event].
    #[arg(short, long = "out", alias = "output", value_name = "DIR|FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub schedule: TypedSchedule,
    /// With --ics: the calendar of this person only; may be given several times.
    #[arg(long, value_name = "PERSON")]
    pub person: Vec<String>,
    /// With --ics: people have calendars of this revision; what is planned no longer is in them as cancelled. On the
    /// night it is the plan that the night began with.
    #[arg(long, value_name = "REVISION")]
    pub since: Option<u32>,
    /// Take the words from the templates in this folder.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// How printed matter looks.
#[derive(Debug, Args)]
pub struct TypedLook {
    /// How agendas come on paper: a4, a5, a5-two-up, a6-four-up, a6-folded (for a badge holder), or a form of your own.
    #[arg(long, value_name = "FORM")]
    pub agendas: Option<String>,
    /// Print with the templates in this folder; `rondje new --templates DIR` writes them there.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// A font file for characters that Noto Sans does not have, such as Hebrew or Chinese ones; may be given several
    /// times.
    #[arg(long, value_name = "FILE")]
    pub font: Vec<PathBuf>,
}

/// Choices for name cards.
#[derive(Debug, Args)]
#[command(next_help_heading = "Name cards")]
pub struct CardArgs {
    /// The sheets to print on: a name such as `herma-4412`, or a file of your own that ends in .toml.
    #[arg(long, value_name = "STOCK")]
    pub stock: Option<String>,
    /// Print on both sides of the paper.
    #[arg(long)]
    pub two_sided: bool,
    /// Turn the cards so that they hang upright.
    #[arg(long)]
    pub upright: bool,
    /// Order the cards for cutting the whole pile: its stacks, laid on each other, are sorted.
    #[arg(long)]
    pub stacked: bool,
    /// The first label of the first sheet that is not used yet.
    #[arg(long, value_name = "K")]
    pub start_label: Option<u16>,
    /// Add cards without a name, for guests who come unannounced.
    #[arg(long, value_name = "N")]
    pub blanks: Option<u16>,
    /// Move everything to the right and down by so many millimetres; see `--only alignment`.
    #[arg(long, value_name = "RIGHT,DOWN", allow_hyphen_values = true)]
    pub offset: Option<String>,
    /// The same for the other side of the paper.
    #[arg(long, value_name = "RIGHT,DOWN", allow_hyphen_values = true)]
    pub offset_back: Option<String>,
    /// A PNG or JPEG file for the corner of cards and agendas.
    #[arg(long, value_name = "FILE")]
    pub logo: Option<PathBuf>,
}

/// `no-show`, `late`, `left`, `back`.
#[derive(Debug, Args)]
pub struct FactArgs {
    /// The event file.
    pub event: PathBuf,
    /// Who: ids, or any parts of names that fit one person only; `-` reads names from standard input, one a line.
    #[arg(required = true, value_name = "PERSON")]
    pub who: Vec<String>,
    /// From which round on.
    #[arg(long, value_name = "ROUND", default_value_t = 1)]
    pub round: u32,
}

/// `arrived`.
#[derive(Debug, Args)]
pub struct ArrivedArgs {
    /// The event file.
    pub event: PathBuf,
    /// Who is there; without names, they are read from standard input, one a line.
    #[arg(value_name = "PERSON")]
    pub who: Vec<String>,
    /// From which round on the others are missing.
    #[arg(long, value_name = "ROUND", default_value_t = 1)]
    pub round: u32,
    /// Note the others as no-shows. Without it they are only listed.
    #[arg(long)]
    pub yes: bool,
}

/// `walk-in`.
#[derive(Debug, Args)]
pub struct WalkInArgs {
    /// The event file.
    pub event: PathBuf,
    /// The full name, as printed.
    #[arg(long)]
    pub name: String,
    /// A short name for files [default: made from the name].
    #[arg(long)]
    pub id: Option<String>,
    /// Where they work.
    #[arg(long)]
    pub company: Option<String>,
    /// What they do there.
    #[arg(long)]
    pub title: Option<String>,
    /// The group they belong to.
    #[arg(long)]
    pub group: Option<String>,
    /// Topics they look for, with commas between.
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub wants: Vec<String>,
    /// Topics they offer, with commas between.
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub offers: Vec<String>,
    /// People they know, with commas between.
    #[arg(long, value_name = "PEOPLE", value_delimiter = ',')]
    pub knows: Vec<String>,
    /// From which round on they are there.
    #[arg(long, value_name = "ROUND", default_value_t = 1)]
    pub round: u32,
}

/// `replan`.
#[derive(Debug, Args)]
pub struct ReplanArgs {
    /// The event file.
    pub event: PathBuf,
    /// The first round that can still change; the rounds before it stay exactly as they were.
    #[arg(long, value_name = "ROUND", required_unless_present = "from_scratch")]
    pub round: Option<u32>,
    /// How much of the agendas that people hold may change.
    #[arg(long, value_name = "POLICY", value_enum, default_value_t = TypedPolicy::Keep)]
    pub policy: TypedPolicy,
    /// With --policy balanced: what a changed line costs, in points for each person whose line it is [default: 400].
    #[arg(long, value_name = "POINTS")]
    pub change_cost: Option<u32>,
    /// Show the three policies side by side, and write nothing.
    #[arg(long, conflicts_with = "print")]
    pub compare: bool,
    /// Before round 1: plan the whole evening anew, as if nothing were printed.
    #[arg(long, conflicts_with_all = ["round", "policy", "change_cost", "compare"])]
    pub from_scratch: bool,
    /// Print what changed too, into DIR [default: NAME-print/revision-N beside the event].
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, without a folder, with a folder")]
    pub print: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub look: TypedLook,
    /// How much work to do.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = TypedEffort::Normal)]
    pub effort: TypedEffort,
    /// End with the best plan found after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<f64>,
    /// How many processor cores to use [default: all]. The plan does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Give the summary as one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// How much may change.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TypedPolicy {
    /// No line that can still take place; only holes are filled.
    Keep,
    /// A line that can still take place, at a cost in points.
    Balanced,
    /// Everything.
    Best,
}

/// `undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The event file.
    pub event: PathBuf,
}

/// `held`.
#[derive(Debug, Args)]
pub struct HeldArgs {
    /// The event file.
    pub event: PathBuf,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The event file; `-` is standard input.
    #[arg(required_unless_present = "over")]
    pub event: Option<PathBuf>,
    /// Look over a series: its events or their schedules, first to last.
    #[arg(long, value_name = "EVENT", num_args = 1.., conflicts_with_all = ["event", "file", "pdf"])]
    pub over: Vec<PathBuf>,
    #[command(flatten)]
    pub schedule: TypedSchedule,
    /// Print it too, to FILE [default: report.pdf in NAME-print beside the event].
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, without a file, with a file")]
    pub pdf: Option<Option<PathBuf>>,
    /// Print with the templates in this folder.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// A font file for characters that Noto Sans does not have; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub font: Vec<PathBuf>,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `forget`.
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// The event file.
    pub event: PathBuf,
    /// Do it. Without it, what would be done is only listed.
    #[arg(long)]
    pub yes: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The event file, or the code of a message.
    #[arg(value_name = "EVENT|CODE")]
    pub subject: PathBuf,
    /// One person: an id or any part of a name that fits one person only.
    #[arg(requires = "b")]
    pub a: Option<String>,
    /// The other person.
    pub b: Option<String>,
    #[command(flatten)]
    pub schedule: TypedSchedule,
    /// Give one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// `guide`.
#[derive(Debug, Args)]
pub struct GuideArgs {
    /// In Dutch or in English.
    #[arg(long, value_name = "LANGUAGE", value_enum, default_value_t = TypedLanguage::En)]
    pub language: TypedLanguage,
}

/// A language that rondje speaks on paper.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TypedLanguage {
    /// Nederlands.
    Nl,
    /// English.
    En,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write all pages into this folder; without it, the main page goes to standard output.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The schedule to read.
#[derive(Debug, Args)]
pub struct TypedSchedule {
    /// The schedule file; `-` is standard input [default: NAME.schedule.toml beside the event].
    #[arg(long = "schedule", value_name = "FILE")]
    pub file: Option<PathBuf>,
}
