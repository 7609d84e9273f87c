//! The templates that documents are made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::cards::layout::CardLayout;
use super::fonts::Fonts;
use super::layout::{
    AgendaLayout, ChartLayout, FollowUpLayout, IntroductionLayout, RunLayout, Sheet, SignLayout, Stock,
    TemplateError, read,
};
use super::picture::{Picture, PictureError};
use super::words::Words;
use crate::domain::Language;

/// A template by its name below `templates/`.
macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../templates/", $name)))
    };
}

/// The texts of the templates that rondje brings along: file name below `templates/`, text.
const BUILTIN: [(&str, &str); 32] = [
    template!("agendas.toml"),
    template!("follow-up.toml"),
    template!("introductions.toml"),
    template!("name-cards.toml"),
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
    pub(crate) name_cards: CardLayout,
    /// The sheets that name cards are printed on.
    pub(crate) card_sheet: Sheet,
    /// The name of that stock.
    pub(crate) card_stock: String,
    /// All stocks, by name.
    pub(crate) stocks: BTreeMap<String, Stock>,
    pub(crate) card_logo: Option<Arc<Picture>>,
    pub(crate) table_signs: SignLayout,
    pub(crate) run_sheet: RunLayout,
    pub(crate) wall_chart: ChartLayout,
    pub(crate) introductions: IntroductionLayout,
    pub(crate) follow_up: FollowUpLayout,
    dutch: Words,
    english: Words,
    pub(crate) fonts: Arc<Fonts>,
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
        &BUILTIN
    }

    /// Templates of which some are the organizer's own: names as in [`Templates::texts`], and texts.
    ///
    /// # Errors
    /// Everything that is wrong, one error for each template: not TOML, an unknown or missing key, a value that makes
    /// no sense, or a name that no template has.
    pub fn from_texts(own: &[(String, String)]) -> Result<Self, Vec<TemplateError>> {
        let known = |name: &str| name.starts_with(STOCK) || BUILTIN.iter().any(|(known, _)| *known == name);
        let errors = own.iter().filter(|(name, _)| !known(name));
        let mut reader = Reader { own, errors: errors.map(|(name, _)| unknown(name)).collect() };
        let agendas = reader.read("agendas.toml");
        let name_cards: Option<CardLayout> = reader.read("name-cards.toml");
        let stocks = reader.stocks();
        let card_sheet = name_cards.as_ref().and_then(|cards| reader.card_sheet(cards, &stocks));
        let table_signs = reader.read("table-signs.toml");
        let run_sheet = reader.read("run-sheet.toml");
        let wall_chart = reader.read("wall-chart.toml");
        let introductions = reader.read("introductions.toml");
        let follow_up = reader.read("follow-up.toml");
        let dutch = reader.read("text/nl.toml");
        let english = reader.read("text/en.toml");
        let errors = reader.errors;
        let all = || {
            Some(Self {
                agendas: agendas?,
                card_stock: name_cards.as_ref()?.stock.get_ref().clone(),
                name_cards: name_cards?,
                card_sheet: card_sheet?,
                stocks,
                card_logo: None,
                table_signs: table_signs?,
                run_sheet: run_sheet?,
                wall_chart: wall_chart?,
                introductions: introductions?,
                follow_up: follow_up?,
                dutch: dutch?,
                english: english?,
                fonts: Fonts::builtin().into(),
            })
        };
        if errors.is_empty() { all().ok_or(errors) } else { Err(errors) }
    }

    /// The same templates with other fonts.
    #[must_use]
    pub fn with_fonts(self, fonts: Fonts) -> Self {
        Self { fonts: fonts.into(), ..self }
    }

    /// The picture that the name cards ask for: the name of its file, from the folder of the templates. It is to be read
    /// and given to [`Templates::with_card_logo`].
    #[must_use]
    pub fn card_logo_file(&self) -> Option<&str> {
        let file = self.name_cards.card.logo.get_ref();
        (!file.is_empty()).then_some(file)
    }

    /// The same templates with this file, PNG or JPEG, as the logo of the name cards.
    ///
    /// # Errors
    /// A file that cannot be printed.
    pub fn with_card_logo(self, file: &[u8]) -> Result<Self, PictureError> {
        Ok(Self { card_logo: Some(Picture::read(file)?.into()), ..self })
    }

    /// The same templates with one more stock.
    ///
    /// # Errors
    /// What is wrong with its text.
    pub fn with_stock(mut self, name: &str, text: &str) -> Result<Self, TemplateError> {
        let stock = read(&format!("{STOCK}{name}.toml"), text)?;
        self.stocks.insert(name.to_owned(), stock);
        Ok(self)
    }

    /// The stock that name cards are printed on.
    pub(crate) fn stock(&self) -> &Stock {
        &self.stocks[&self.card_stock]
    }

    /// What to say when there is no stock of this name.
    pub(crate) fn no_stock(&self, name: &str) -> String {
        no_stock(name, &self.stocks)
    }

    pub(crate) fn words(&self, language: Language) -> &Words {
        match language {
            Language::Nl => &self.dutch,
            Language::En => &self.english,
        }
    }
}

/// Reads templates and gathers what is wrong with them.
struct Reader<'t> {
    own: &'t [(String, String)],
    errors: Vec<TemplateError>,
}

impl Reader<'_> {
    /// Reads a template: the organizer's copy, or the one that is built in.
    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let builtin = BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let own = self.own.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
        read(name, own.or(builtin)?).map_err(|error| self.errors.push(error)).ok()
    }

    /// All stocks: those that are built in, and the organizer's own.
    fn stocks(&mut self) -> BTreeMap<String, Stock> {
        let own = self.own;
        let files = BUILTIN.iter().map(|(name, _)| *name).chain(own.iter().map(|(name, _)| name.as_str()));
        let mut names: Vec<&str> =
            files.filter_map(|file| file.strip_prefix(STOCK)?.strip_suffix(".toml")).collect();
        names.sort_unstable();
        names.dedup();
        let read = |name: &str| Some((name.to_owned(), self.read(&format!("{STOCK}{name}.toml"))?));
        names.into_iter().filter_map(read).collect()
    }

    /// The sheets that the name cards ask for.
    fn card_sheet(&mut self, cards: &CardLayout, stocks: &BTreeMap<String, Stock>) -> Option<Sheet> {
        let name = cards.stock.get_ref();
        let (at, message) = match stocks.get(name).map(|stock| cards.sheet(&stock.sheet)) {
            Some(Ok(sheet)) => return Some(sheet),
            Some(Err(message)) => (cards.start_label.span(), message),
            // A stock that cannot be read has its own error.
            None if self.errors.iter().any(|error| error.file == format!("{STOCK}{name}.toml")) => {
                return None;
            }
            None => (cards.stock.span(), no_stock(name, stocks)),
        };
        self.errors.push(TemplateError { file: "name-cards.toml".into(), at: Some(at), message });
        None
    }
}

fn no_stock(name: &str, stocks: &BTreeMap<String, Stock>) -> String {
    let known: Vec<&str> = stocks.keys().map(String::as_str).collect();
    format!("there is no stock `{name}`; there are {}", known.join(", "))
}

/// The folder of sheets of cards and labels.
const STOCK: &str = "stock/";

fn unknown(name: &str) -> TemplateError {
    let known: Vec<&str> = BUILTIN.iter().map(|(known, _)| *known).collect();
    TemplateError {
        file: name.to_owned(),
        at: None,
        message: format!("there is no template of this name; there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::Templates;

    fn own(name: &str, from: &str, to: &str) -> Vec<(String, String)> {
        let (_, text) = Templates::texts().iter().find(|(known, _)| *known == name).unwrap();
        assert!(text.contains(from), "{from}");
        vec![(name.to_owned(), text.replacen(from, to, 1))]
    }

    fn error(name: &str, from: &str, to: &str) -> (String, String) {
        let texts = own(name, from, to);
        let errors = Templates::from_texts(&texts).unwrap_err();
        assert_eq!(errors.len(), 1);
        let place = errors[0].at.clone().map_or("", |at| texts[0].1.get(at).unwrap());
        (place.to_owned(), errors[0].message.clone())
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
        let mut texts = own("agendas.toml", "A4-landscape", "A5");
        texts[0].1 = texts[0].1.replacen("columns = 2", "columns = 1", 1);
        let templates = Templates::from_texts(&texts).unwrap();
        assert!((templates.agendas.sheet.paper.width - 148.0).abs() < 1e-9);
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        let (place, message) = error("name-cards.toml", "#16202B", "dark");
        assert_eq!(
            (place.as_str(), message.as_str()),
            ("\"dark\"", "`dark` is not a colour; write one like #1D4F7C")
        );
        let (place, message) = error("name-cards.toml", "band = 8", "bend = 8");
        assert_eq!(place, "bend");
        assert!(message.contains("unknown field `bend`"), "{message}");
        let (place, message) = error("agendas.toml", "\"A4-landscape\"", "\"A9\"");
        assert_eq!(place, "\"A9\"");
        assert!(message.contains("there is no paper size `A9`"), "{message}");
        let (place, message) = error("name-cards.toml", "format = 1", "format = 2");
        assert_eq!(
            (place.as_str(), message.as_str()),
            ("2", "this rondje reads templates of format 1, not 2")
        );
        let (place, message) = error("name-cards.toml", "\"cut-90x54\"", "\"herma\"");
        assert_eq!(place, "\"herma\"");
        assert!(
            message.starts_with("there is no stock `herma`; there are avery-32017, avery-3425"),
            "{message}"
        );
        let (place, message) = error("name-cards.toml", "start-label = 1 ", "start-label = 11 ");
        assert_eq!(
            (place.as_str(), message.as_str()),
            ("11", "a sheet of this stock has 10 labels, so the first free one cannot be number 11")
        );
        let (_, message) = error("stock/cut-90x54.toml", "left = 15", "left = 45");
        assert!(message.contains("reach to 225 by 283.5 mm, but the paper is 210 by 297 mm"), "{message}");
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
        let errors = Templates::from_texts(&[("agenda.toml".into(), String::new())]).unwrap_err();
        assert_eq!(errors[0].file, "agenda.toml");
    }
}
