//! The templates that documents are made from.

mod reading;
mod said;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::cards::layout::CardLayout;
use super::fonts::Fonts;
use super::layout::{
    AgendaForm, AgendaLayout, ChartLayout, FollowUpLayout, FontLayout, IntroductionLayout, ReportLayout,
    RunLayout, Sheet, SignLayout, Stock,
};
use super::page::{Block, Image, Item, Rect, Turn};
use super::picture::{Picture, PictureError};
use super::words::Words;
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::Language;
use crate::input::{did_you_mean, nearest};

/// A template by its name below `templates/`.
macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/", $name)))
    };
}

/// The texts of the templates that rondje brings along: file name below `templates/`, text.
const BUILTIN: &[(&str, &str)] = &[
    template!("agendas.toml"),
    template!("agendas/a4.toml"),
    template!("agendas/a5-two-up.toml"),
    template!("agendas/a5.toml"),
    template!("agendas/a6-folded.toml"),
    template!("agendas/a6-four-up.toml"),
    template!("follow-up.toml"),
    template!("fonts.toml"),
    template!("introductions.toml"),
    template!("name-cards.toml"),
    template!("report.toml"),
    template!("run-sheet.toml"),
    template!("stock/avery-32017.toml"),
    template!("stock/avery-3425.toml"),
    template!("stock/avery-5371.toml"),
    template!("stock/avery-5384.toml"),
    template!("stock/avery-5390.toml"),
    template!("stock/avery-5395.toml"),
    template!("stock/avery-c32011.toml"),
    template!("stock/avery-c32015.toml"),
    template!("stock/avery-l4784.toml"),
    template!("stock/avery-l7414.toml"),
    template!("stock/avery-l7417.toml"),
    template!("stock/avery-l7418.toml"),
    template!("stock/cut-90x54.toml"),
    template!("stock/cut-a6-landscape.toml"),
    template!("stock/cut-a6.toml"),
    template!("stock/cut-a7-portrait.toml"),
    template!("stock/cut-a7.toml"),
    template!("stock/durable-1445-02.toml"),
    template!("stock/durable-1453-02.toml"),
    template!("stock/durable-1456-02.toml"),
    template!("stock/fold-90x54.toml"),
    template!("stock/fold-a6.toml"),
    template!("stock/herma-4412.toml"),
    template!("table-signs.toml"),
    template!("text/en.toml"),
    template!("text/nl.toml"),
    template!("wall-chart.toml"),
];

/// Layouts, words and fonts.
#[derive(Clone, Debug)]
pub struct Templates {
    pub(crate) agendas: AgendaLayout,
    /// How the agendas come on paper.
    pub(crate) agenda_form: AgendaForm,
    /// All forms of agendas by name.
    forms: Vec<(String, AgendaForm)>,
    pub(crate) name_cards: CardLayout,
    /// The sheets that name cards are printed on.
    pub(crate) card_sheet: Sheet,
    /// The name of that stock.
    pub(crate) card_stock: String,
    /// All stocks, by name.
    pub(crate) stocks: BTreeMap<String, Stock>,
    /// By [`LogoPlace`].
    logos: [Option<Arc<Picture>>; 2],
    pub(crate) table_signs: SignLayout,
    pub(crate) run_sheet: RunLayout,
    pub(crate) wall_chart: ChartLayout,
    pub(crate) introductions: IntroductionLayout,
    pub(crate) follow_up: FollowUpLayout,
    pub(crate) report: ReportLayout,
    dutch: Words,
    english: Words,
    font_files: FontLayout,
    pub(crate) fonts: Arc<Fonts>,
}

/// Where a logo is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoPlace {
    /// In the corner of agendas.
    Agendas,
    /// In the corner of name cards.
    NameCards,
}

impl LogoPlace {
    /// All places.
    pub const ALL: [Self; 2] = [Self::Agendas, Self::NameCards];
}

/// A template that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTemplate {
    /// Which one: `agendas.toml`, `text/nl.toml` …
    pub file: String,
    /// Its text.
    pub text: String,
    /// Everything that is wrong with it, by position.
    pub diagnostics: Vec<Diagnostic>,
}

impl Templates {
    /// The templates that rondje brings along.
    ///
    /// # Panics
    /// Never: a test reads them.
    #[must_use]
    pub fn builtin() -> Self {
        Self::from_texts(&[]).expect("the templates that are built in can be read")
    }

    /// The names and texts of the templates that rondje brings along, to be copied and changed.
    #[must_use]
    pub fn texts() -> &'static [(&'static str, &'static str)] {
        BUILTIN
    }

    /// Templates of which some are the organizer's own: names as in [`Templates::texts`], and texts.
    ///
    /// # Errors
    /// Everything that is wrong: files that are not TOML, unknown and missing keys, values that make no sense, and names
    /// that no template has.
    pub fn from_texts(own: &[(String, String)]) -> Result<Self, Vec<BadTemplate>> {
        let mut reader = Reader { own, bad: Vec::new() };
        reader.refuse_unknown_names();
        let agendas: Option<AgendaLayout> = reader.read("agendas.toml");
        let forms = reader.forms();
        let agenda_form = agendas.as_ref().and_then(|agendas| reader.agenda_form(agendas, &forms));
        let name_cards: Option<CardLayout> = reader.read("name-cards.toml");
        let stocks = reader.stocks();
        let card_sheet = name_cards.as_ref().and_then(|cards| reader.card_sheet(cards, &stocks));
        let table_signs = reader.read("table-signs.toml");
        let run_sheet = reader.read("run-sheet.toml");
        let wall_chart = reader.read("wall-chart.toml");
        let introductions = reader.read("introductions.toml");
        let follow_up = reader.read("follow-up.toml");
        let report = reader.read("report.toml");
        let dutch = reader.read("text/nl.toml");
        let english = reader.read("text/en.toml");
        let font_files = reader.read("fonts.toml");
        let bad = reader.bad;
        let all = || {
            Some(Self {
                agendas: agendas?,
                agenda_form: agenda_form?,
                forms,
                card_stock: name_cards.as_ref()?.stock.get_ref().clone(),
                name_cards: name_cards?,
                card_sheet: card_sheet?,
                stocks,
                logos: [None, None],
                table_signs: table_signs?,
                run_sheet: run_sheet?,
                wall_chart: wall_chart?,
                introductions: introductions?,
                follow_up: follow_up?,
                report: report?,
                dutch: dutch?,
                english: english?,
                font_files: font_files?,
                fonts: Fonts::builtin().into(),
            })
        };
        if bad.is_empty() { all().ok_or(bad) } else { Err(bad) }
    }

    /// The same templates with other fonts.
    #[must_use]
    pub fn with_fonts(self, fonts: Fonts) -> Self {
        Self { fonts: fonts.into(), ..self }
    }

    /// The same templates with agendas in another form, such as `a6-folded`; nothing when there is no such form.
    #[must_use]
    pub fn with_agenda_form(self, name: &str) -> Option<Self> {
        let agenda_form = self.forms.iter().find(|(known, _)| known == name)?.1.clone();
        Some(Self { agenda_form, ..self })
    }

    /// The names of the forms of agendas.
    pub fn agenda_forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|(name, _)| name.as_str())
    }

    /// The fonts it is set in so far.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The font files that `fonts.toml` names for characters that the main fonts lack, in order.
    #[must_use]
    pub fn fallback_files(&self) -> &[String] {
        &self.font_files.fallback
    }

    /// The font files that `fonts.toml` names in the place of Noto Sans, regular and bold; the bold one is the regular
    /// one where none is named. Nothing when Noto Sans stays.
    #[must_use]
    pub fn main_files(&self) -> Option<[&str; 2]> {
        let FontLayout { regular, bold, .. } = &self.font_files;
        match [regular.as_str(), bold.as_str()] {
            ["", ""] => None,
            ["", one] | [one, ""] => Some([one, one]),
            both => Some(both),
        }
    }

    /// The picture that a template asks for: the name of its file, from the folder of the templates. It is to be read and
    /// given to [`Templates::with_logo`].
    #[must_use]
    pub fn logo_file(&self, place: LogoPlace) -> Option<&str> {
        let file = match place {
            LogoPlace::Agendas => &self.agendas.logo,
            LogoPlace::NameCards => &self.name_cards.card.logo,
        };
        (!file.is_empty()).then_some(file)
    }

    /// The same templates with this file, PNG or JPEG, as the logo there.
    ///
    /// # Errors
    /// A file that cannot be printed.
    pub fn with_logo(mut self, place: LogoPlace, file: &[u8]) -> Result<Self, PictureError> {
        self.logos[place as usize] = Some(Picture::read(file)?.into());
        Ok(self)
    }

    /// The logo there, so many millimetres high, or less where it would be wider than `most`; and its width.
    pub(crate) fn logo(&self, place: LogoPlace, height: f64, most: f64) -> Option<(Block, f64)> {
        let picture = self.logos[place as usize].as_ref()?;
        let width = (height * picture.proportion()).min(most);
        let height = width / picture.proportion();
        let rect = Rect { x: 0.0, y: 0.0, width, height };
        let image = Image { rect, picture: picture.clone(), turn: Turn::Upright };
        (height > 0.0).then(|| (Block { items: vec![Item::Image(image)], height }, width))
    }

    /// The same templates with one more stock.
    ///
    /// # Errors
    /// Everything that is wrong with its text, by position.
    pub fn with_stock(mut self, name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let model = model(&format!("{STOCK}{name}.toml")).unwrap_or_default();
        self.stocks.insert(name.to_owned(), reading::read(text, model)?);
        Ok(self)
    }

    /// The stock that name cards are printed on.
    pub(crate) fn stock(&self) -> &Stock {
        &self.stocks[&self.card_stock]
    }

    pub(crate) fn words(&self, language: Language) -> &Words {
        match language {
            Language::Nl => &self.dutch,
            Language::En => &self.english,
        }
    }
}

/// The folders of files that templates name: forms of agendas, and sheets of cards and labels.
const FORMS: &str = "agendas/";
const STOCK: &str = "stock/";

/// Reads templates and gathers what is wrong with them.
struct Reader<'t> {
    own: &'t [(String, String)],
    bad: Vec<BadTemplate>,
}

impl<'t> Reader<'t> {
    /// Reads a template: the organizer's copy, or the one that is built in.
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        reading::read(text, model(name)?).map_err(|errors| self.refuse(name, errors)).ok()
    }

    fn text(&self, name: &str) -> Option<&'t str> {
        let own = self.own.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
        own.or_else(|| builtin(name))
    }

    fn refuse(&mut self, name: &str, diagnostics: Vec<Diagnostic>) {
        if let Some(bad) = self.bad.iter_mut().find(|bad| bad.file == name) {
            bad.diagnostics.extend(diagnostics);
            return;
        }
        let text = self.text(name).unwrap_or_default().to_owned();
        self.bad.push(BadTemplate { file: name.to_owned(), text, diagnostics });
    }

    /// Files that are called like no template are slips of the keyboard.
    fn refuse_unknown_names(&mut self) {
        for (name, _) in self.own {
            if model(name).is_some() {
                continue;
            }
            let known: Vec<&str> = BUILTIN.iter().map(|(known, _)| *known).collect();
            let help = did_you_mean(nearest(name, known.iter().copied())).unwrap_or_else(|| {
                format!("give it one of these names, or take it away: {}", known.join(", "))
            });
            let message = format!("there is no template called {}", quoted(name));
            self.refuse(name, vec![Diagnostic::new(Code::NoSuchTemplate, message).help(help)]);
        }
    }

    /// The names of the files in a folder, built in and own, without `.toml`, in order.
    fn names(&self, folder: &str) -> Vec<&'t str> {
        let own = self.own.iter().map(|(name, _)| name.as_str());
        let all = own.chain(BUILTIN.iter().map(|(name, _)| *name));
        let mut names: Vec<&str> =
            all.filter_map(|name| name.strip_prefix(folder)?.strip_suffix(".toml")).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn forms(&mut self) -> Vec<(String, AgendaForm)> {
        let mut forms = Vec::new();
        for name in self.names(FORMS) {
            let file = format!("{FORMS}{name}.toml");
            if let Some(form) = self.read::<AgendaForm>(&file) {
                if unfoldable(&form) {
                    self.refuse(&file, vec![not_folded_in_four()]);
                } else {
                    forms.push((name.to_owned(), form));
                }
            }
        }
        forms
    }

    /// The form that the agendas ask for.
    fn agenda_form(&mut self, agendas: &AgendaLayout, forms: &[(String, AgendaForm)]) -> Option<AgendaForm> {
        let known = self.names(FORMS);
        self.must_be_known("agendas.toml", "form", &agendas.form, &known)?;
        forms.iter().find(|(name, _)| name == agendas.form.get_ref()).map(|(_, form)| form.clone())
    }

    /// All stocks: those that are built in, and the organizer's own.
    fn stocks(&mut self) -> BTreeMap<String, Stock> {
        let names = self.names(STOCK).into_iter();
        let read = |name: &str| Some((name.to_owned(), self.read(&format!("{STOCK}{name}.toml"))?));
        names.filter_map(read).collect()
    }

    /// The sheets that the name cards ask for.
    fn card_sheet(&mut self, cards: &CardLayout, stocks: &BTreeMap<String, Stock>) -> Option<Sheet> {
        const FILE: &str = "name-cards.toml";
        let known = self.names(STOCK);
        self.must_be_known(FILE, "stock", &cards.stock, &known)?;
        match cards.sheet(&stocks.get(cards.stock.get_ref())?.sheet) {
            Ok(sheet) => Some(sheet),
            Err(message) => {
                let diagnostic = Diagnostic::new(Code::TemplateValue, message);
                let diagnostic = diagnostic.at(cards.start_label.span(), "").help("write 1 for a new sheet");
                self.refuse(FILE, vec![diagnostic]);
                None
            }
        }
    }

    /// Refuses the name of a file that is not in its folder.
    fn must_be_known(
        &mut self,
        file: &str,
        what: &str,
        name: &toml::Spanned<String>,
        known: &[&str],
    ) -> Option<()> {
        if known.contains(&name.get_ref().as_str()) {
            return Some(());
        }
        let message = format!("there is no {what} {}", quoted(name.get_ref()));
        let there = format!("there are {}", known.join(", "));
        let help = match did_you_mean(nearest(name.get_ref(), known.iter().copied())) {
            Some(question) => format!("{question} {there}"),
            None => there,
        };
        let diagnostic = Diagnostic::new(Code::NoSuchTemplate, message).at(name.span(), "").help(help);
        self.refuse(file, vec![diagnostic]);
        None
    }
}

fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The built-in template that one of this name must look like.
fn model(name: &str) -> Option<&'static str> {
    let in_folder = |folder| name.starts_with(folder) && name.strip_suffix(".toml").is_some();
    match builtin(name) {
        None if in_folder(FORMS) => builtin("agendas/a5-two-up.toml"),
        None if in_folder(STOCK) => builtin("stock/cut-90x54.toml"),
        known => known,
    }
}

/// Whether a form is to be folded and cannot be.
fn unfoldable(form: &AgendaForm) -> bool {
    form.folded && (form.sheet.columns, form.sheet.rows) != (2, 2)
}

fn not_folded_in_four() -> Diagnostic {
    Diagnostic::new(Code::TemplateValue, "a folded agenda has two by two places on its sheet")
        .help("write columns = 2 and rows = 2, or folded = false")
}

#[cfg(test)]
mod tests {
    use super::Templates;

    fn own(name: &str, from: &str, to: &str) -> Vec<(String, String)> {
        let (_, text) = Templates::texts().iter().find(|(known, _)| *known == name).unwrap();
        assert!(text.contains(from), "{from}");
        vec![(name.to_owned(), text.replacen(from, to, 1))]
    }

    /// The errors of a changed template: code, what is marked, message, help.
    fn errors(name: &str, changes: &[(&str, &str)]) -> Vec<[String; 4]> {
        let mut texts = own(name, changes[0].0, changes[0].1);
        for (from, to) in &changes[1..] {
            assert!(texts[0].1.contains(from), "{from}");
            texts[0].1 = texts[0].1.replacen(from, to, 1);
        }
        let bad = Templates::from_texts(&texts).unwrap_err();
        assert_eq!(bad.len(), 1);
        let marked = |at: &Option<(std::ops::Range<usize>, String)>| {
            at.clone().map_or("", |(at, _)| texts[0].1.get(at).unwrap()).to_owned()
        };
        bad[0]
            .diagnostics
            .iter()
            .map(|d| {
                [d.code.to_string(), marked(&d.at), d.message.clone(), d.help.clone().unwrap_or_default()]
            })
            .collect()
    }

    fn error(name: &str, from: &str, to: &str) -> [String; 4] {
        let errors = errors(name, &[(from, to)]);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors[0].clone()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        fn keys(prefix: &str, table: &toml::Table, found: &mut Vec<String>) {
            for (key, value) in table {
                match value {
                    toml::Value::Table(inner) => keys(&format!("{prefix}{key}."), inner, found),
                    toml::Value::String(text) => found.push(format!("{prefix}{key} {:?}", holes(text))),
                    _ => found.push(format!("{prefix}{key}")),
                }
            }
        }
        fn holes(text: &str) -> Vec<String> {
            let mut holes: Vec<String> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            holes.sort();
            holes
        }
        let [english, dutch] = ["text/en.toml", "text/nl.toml"].map(|name| {
            let (_, text) = Templates::texts().iter().find(|(known, _)| *known == name).unwrap();
            let mut found = Vec::new();
            keys("", &text.parse().unwrap(), &mut found);
            found.sort();
            found
        });
        assert_eq!(english, dutch);
        assert!(english.len() > 30);
    }

    #[test]
    fn own_templates_replace_those_built_in() {
        let texts = own("agendas.toml", "a5-two-up", "a5");
        let templates = Templates::from_texts(&texts).unwrap();
        assert!((templates.agenda_form.sheet.paper.width - 148.0).abs() < 1e-9);
        assert!(Templates::builtin().with_agenda_form("a7").is_none());
        let templates = Templates::builtin().with_agenda_form("a4").unwrap();
        assert!((templates.agenda_form.sheet.paper.width - 210.0).abs() < 1e-9);
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        assert_eq!(
            error("name-cards.toml", "#16202B", "dark"),
            ["E601", "\"dark\"", "`dark` is not a colour", "write one like #1D4F7C"]
        );
        assert_eq!(
            error("name-cards.toml", "margin = 6", "margins = 6\nmargin = 6"),
            ["E006", "margins", "`card` has no key `margins`", "did you mean `margin`?"]
        );
        let [code, place, message, help] = error("run-sheet.toml", "\"A4\"", "\"A9\"");
        assert_eq!(
            [code.as_str(), place.as_str(), message.as_str()],
            ["E601", "\"A9\"", "there is no paper size `A9`"]
        );
        assert!(help.starts_with("use A3, A4"), "{help}");
        assert_eq!(
            error("name-cards.toml", "format = 1", "format = 2")[..3],
            ["E005", "2", "this rondje reads templates of format 1, not 2"]
        );
        let [code, place, message, help] = error("name-cards.toml", "\"cut-90x54\"", "\"herma\"");
        assert_eq!(
            [code.as_str(), place.as_str(), message.as_str()],
            ["E602", "\"herma\"", "there is no stock `herma`"]
        );
        assert!(help.contains("there are avery-32017, avery-3425"), "{help}");
        let [_, place, message, _] = error("name-cards.toml", "start-label = 1 ", "start-label = 11 ");
        assert_eq!(
            [place.as_str(), message.as_str()],
            ["11", "a sheet of this stock has 10 labels, so the first free one cannot be number 11"]
        );
        let [_, _, message, help] = error("stock/cut-90x54.toml", "left = 15", "left = 45");
        assert!(message.ends_with("reach to 225 by 283.5 mm, but the paper is 210 by 297 mm"), "{message}");
        assert_eq!(help, "make them smaller or fewer");
    }

    #[test]
    fn all_mistakes_come_in_one_run() {
        let found = errors(
            "agendas.toml",
            &[
                ("bar = 3 ", "barr = 3 "),
                ("\"asked\"", "\"askd\""),
                ("\"question\"", "\"vraag\""),
                ("ink = \"#16202B\"", "ink = 3"),
                ("person = { size = 23", "person = { size = 2"),
                ("foot = { size = 7, smallest = 6", "foot = { size = \"7\", smallest = true"),
            ],
        );
        let seen: Vec<[&str; 3]> = found.iter().map(|e| [&*e[0], &*e[1], &*e[2]]).collect();
        assert_eq!(
            seen,
            [
                ["E007", "", "this template lacks `bar`"],
                ["E006", "barr", "this template has no key `barr`"],
                ["E010", "\"askd\"", "`lines` cannot be `askd`"],
                ["E010", "\"vraag\"", "`lines` cannot be `vraag`"],
                [
                    "E008",
                    "3",
                    "`ink` of `colours` must be a text between quotation marks, but this is a whole number"
                ],
                [
                    "E601",
                    "{ size = 2, smallest = 13, bold = true, colour = \"ink\" }",
                    "a smallest size of 13 points does not go with a size of 2"
                ],
                [
                    "E008",
                    "\"7\"",
                    "`size` of `foot` of `type` must be a number from 0 to 2000, but this is text"
                ],
                [
                    "E008",
                    "true",
                    "`smallest` of `foot` of `type` must be a number from 0 to 2000, but this is true or false"
                ],
            ]
        );
        assert_eq!(found[0][3], "add what is missing, for example:\nbar = 3");
        assert_eq!(found[2][3], "did you mean `asked`?");
        assert_eq!(found[4][3], "rondje brings along: ink = \"#16202B\"");
    }

    #[test]
    fn a_template_that_is_no_toml_is_shown_where_it_is_not() {
        let found = errors(
            "text/nl.toml",
            &[("round = \"ronde {round}\"", "round = ronde"), ("format = 1", "format 1")],
        );
        assert_eq!(found.iter().map(|e| &*e[0]).collect::<Vec<_>>(), ["E001", "E001"]);
    }

    #[test]
    fn a_missing_part_is_asked_for() {
        let (_, text) = Templates::texts().iter().find(|(known, _)| *known == "run-sheet.toml").unwrap();
        let bad = Templates::from_texts(&[("run-sheet.toml".into(), "format = 1\n".into())]).unwrap_err();
        let found: Vec<&str> = bad[0].diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert!(
            found.contains(&"this template lacks `paper`") && found.contains(&"this template lacks `type`")
        );
        assert_eq!(found.len(), text.parse::<toml::Table>().unwrap().len() - 1, "{found:?}");
    }

    #[test]
    fn every_stock_can_be_chosen() {
        let stocks = Templates::texts()
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("stock/")?.strip_suffix(".toml"));
        let mut count = 0;
        for stock in stocks {
            let texts = own("name-cards.toml", "cut-90x54", stock);
            Templates::from_texts(&texts).unwrap_or_else(|errors| panic!("{stock}: {errors:?}"));
            count += 1;
        }
        assert!(count >= 12);
    }

    #[test]
    fn a_stock_of_ones_own_can_be_chosen() {
        let mut texts = own("name-cards.toml", "cut-90x54", "mine");
        texts.push((
            "stock/mine.toml".into(),
            own("stock/cut-a7.toml", "columns = 2", "columns = 1").remove(0).1,
        ));
        let templates = Templates::from_texts(&texts).unwrap();
        assert_eq!((templates.card_sheet.columns, templates.card_sheet.rows), (1, 4));
    }

    #[test]
    fn a_template_that_does_not_exist_is_named() {
        let bad = Templates::from_texts(&[("agenda.toml".into(), String::new())]).unwrap_err();
        assert_eq!(bad[0].file, "agenda.toml");
        assert_eq!(bad[0].diagnostics[0].help.as_deref(), Some("did you mean `agendas.toml`?"));
    }
}
