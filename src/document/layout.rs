//! Layouts as they are written in `templates/*.toml`.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::fonts::Weight;
use super::wrap::Style;
use crate::domain::Colour;

/// The version of a template file: 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct Format;

impl TryFrom<i64> for Format {
    type Error = String;

    fn try_from(version: i64) -> Result<Self, String> {
        if version == 1 {
            Ok(Self)
        } else {
            Err(format!(
                "this rondje reads templates of format 1, not {version}; write format = 1, or use a newer rondje"
            ))
        }
    }
}

/// What agendas say and look like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) form: toml::Spanned<String>,
    pub(crate) order: Order,
    pub(crate) bar: u8,
    pub(crate) logo: String,
    pub(crate) logo_height: Length,
    pub(crate) reasons: u8,
    pub(crate) lines: Vec<AgendaLine>,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: AgendaType,
}

/// How agendas come on paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaForm {
    #[serde(rename = "format")]
    _format: Format,
    /// Whether a sheet of two by two places is one agenda, folded twice.
    pub(crate) folded: bool,
    pub(crate) sheet: Sheet,
    pub(crate) page: AgendaPage,
    pub(crate) round: AgendaRound,
}

/// One page of an agenda.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaPage {
    pub(crate) margins: Margins,
    pub(crate) rule: Length,
    pub(crate) scale: Scale,
}

/// How large type is, as parts of the sizes in `agendas.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RawScale")]
pub(crate) struct Scale {
    pub(crate) normal: f64,
    pub(crate) largest: f64,
    pub(crate) smallest: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScale {
    normal: Length,
    largest: Length,
    smallest: Length,
}

impl TryFrom<RawScale> for Scale {
    type Error = String;

    fn try_from(raw: RawScale) -> Result<Self, String> {
        let [smallest, normal, largest] = [raw.smallest.0, raw.normal.0, raw.largest.0];
        if smallest < 0.1 || smallest > normal || normal > largest || largest > 10.0 {
            return Err(format!(
                "a scale from {smallest} by way of {normal} to {largest} cannot be; write 0.1 to 10, the smallest first"
            ));
        }
        Ok(Self { normal, largest, smallest })
    }
}

/// One round on an agenda.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaRound {
    pub(crate) time: Length,
    pub(crate) table: Length,
    pub(crate) gap: Length,
    pub(crate) space: Length,
    pub(crate) stretch: Length,
}

/// The lines below a name, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AgendaLine {
    Work,
    Asked,
    TheyOffer,
    YouOffer,
    Question,
    Acquaintances,
    Contact,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaType {
    pub(crate) event: Type,
    #[serde(rename = "where")]
    pub(crate) place: Type,
    pub(crate) person: Type,
    pub(crate) work: Type,
    pub(crate) notice: Type,
    pub(crate) time: Type,
    pub(crate) round: Type,
    pub(crate) table_word: Type,
    pub(crate) table_number: Type,
    pub(crate) table_name: Type,
    pub(crate) name: Type,
    pub(crate) details: Type,
    pub(crate) label: Type,
    pub(crate) reason: Type,
    pub(crate) mark: Type,
    pub(crate) question: Type,
    pub(crate) changed: Type,
    pub(crate) glance: Type,
    pub(crate) asked: Type,
    pub(crate) pause: Type,
    pub(crate) foot: Type,
}

/// The fonts that an organizer brings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FontLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) fallback: Vec<String>,
    pub(crate) regular: String,
    pub(crate) bold: String,
}

/// The layout of table signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SignLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) form: SignForm,
    pub(crate) tables: SignTables,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    pub(crate) list: bool,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: SignType,
}

/// How a table sign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SignForm {
    /// The sheet is folded in two; the upper half stands on its head.
    Tent,
    /// One sign on a sheet.
    Flat,
}

/// Which tables get a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SignTables {
    Used,
    All,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SignType {
    pub(crate) word: Type,
    pub(crate) number: Type,
    pub(crate) name: Type,
    pub(crate) host: Type,
    pub(crate) time: Type,
    pub(crate) guests: Type,
    pub(crate) free: Type,
}

/// The layout of the run sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    pub(crate) columns: std::num::NonZeroU8,
    pub(crate) warning: u32,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: RunType,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunType {
    pub(crate) title: Type,
    pub(crate) event: Type,
    pub(crate) round: Type,
    pub(crate) hours: Type,
    pub(crate) count: Type,
    pub(crate) time: Type,
    pub(crate) script: Type,
    pub(crate) table: Type,
    pub(crate) people: Type,
    pub(crate) label: Type,
    pub(crate) foot: Type,
}

/// The layout of the wall chart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ChartLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    pub(crate) row: Length,
    pub(crate) smallest_row: Length,
    pub(crate) letter: Length,
    pub(crate) cell: Length,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: ChartType,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ChartType {
    pub(crate) title: Type,
    pub(crate) event: Type,
    pub(crate) hint: Type,
    pub(crate) letter: Type,
    pub(crate) name: Type,
    pub(crate) round: Type,
    pub(crate) time: Type,
    pub(crate) table: Type,
    pub(crate) free: Type,
    pub(crate) foot: Type,
}

/// The layout of follow-up sheets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FollowUpLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) sheet: Sheet,
    pub(crate) page: FollowUpPage,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: FollowUpType,
}

/// One follow-up sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FollowUpPage {
    pub(crate) margins: Margins,
    pub(crate) rule: Length,
    pub(crate) row: Length,
    pub(crate) smallest_row: Length,
    pub(crate) others: u8,
    pub(crate) lines: Vec<FollowUpLine>,
}

/// The lines below the name of somebody met, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FollowUpLine {
    Work,
    Contact,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FollowUpType {
    pub(crate) event: Type,
    #[serde(rename = "where")]
    pub(crate) place: Type,
    pub(crate) person: Type,
    pub(crate) hint: Type,
    pub(crate) name: Type,
    pub(crate) details: Type,
    pub(crate) contact: Type,
    pub(crate) promise: Type,
}

/// The layout of the introductions board.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntroductionLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    pub(crate) parts: Vec<IntroductionPart>,
    pub(crate) pairs: u8,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: IntroductionType,
}

/// The parts of the board, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IntroductionPart {
    Wanted,
    Offered,
    Pairs,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntroductionType {
    pub(crate) title: Type,
    pub(crate) event: Type,
    pub(crate) part: Type,
    pub(crate) hint: Type,
    pub(crate) topic: Type,
    pub(crate) people: Type,
    pub(crate) note: Type,
    pub(crate) foot: Type,
}

/// The layout of the report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReportLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    pub(crate) parts: Vec<ReportPart>,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: ReportType,
}

/// The parts of the report, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportPart {
    Figures,
    Compared,
    Topics,
    People,
    Groups,
    Matrix,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReportType {
    pub(crate) title: Type,
    pub(crate) event: Type,
    pub(crate) part: Type,
    pub(crate) hint: Type,
    pub(crate) figure: Type,
    pub(crate) label: Type,
    pub(crate) small: Type,
    pub(crate) value: Type,
    pub(crate) foot: Type,
}

/// Sheets of cards or labels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Stock {
    #[serde(rename = "format")]
    _format: Format,
    /// What it is called on the alignment page.
    pub(crate) name: String,
    /// Where the measures come from: nothing here is from memory.
    #[serde(rename = "source")]
    _source: String,
    pub(crate) sheet: Sheet,
}

/// White space around a page, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Margins {
    pub(crate) top: Length,
    pub(crate) right: Length,
    pub(crate) bottom: Length,
    pub(crate) left: Length,
}

/// A grid of equal places on sheets of paper.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RawSheet")]
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// One place.
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The top left corner of the first place.
    pub(crate) left: f64,
    pub(crate) top: f64,
    /// From one place to the next.
    pub(crate) pitch: [f64; 2],
    pub(crate) cut: Cut,
    /// Whether every place is folded in two.
    pub(crate) fold: Fold,
    pub(crate) order: Order,
    pub(crate) sequence: Sequence,
    /// Places at the beginning of the first sheet that stay empty.
    pub(crate) used: usize,
    /// How far everything moves to the right and down, on the front and on the back.
    pub(crate) offset: [f64; 2],
    pub(crate) back_offset: [f64; 2],
    /// Whether this is the other side of the paper: the first place of a row is then the last.
    pub(crate) mirrored: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSheet {
    paper: Paper,
    columns: u16,
    rows: u16,
    width: Option<Length>,
    height: Option<Length>,
    #[serde(default)]
    left: Length,
    #[serde(default)]
    top: Length,
    pitch: Option<[Length; 2]>,
    #[serde(default)]
    cut: Cut,
    #[serde(default)]
    fold: Fold,
    #[serde(default)]
    order: Order,
    #[serde(default)]
    sequence: Sequence,
}

/// How sheets are to be cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cut {
    #[default]
    None,
    /// Short lines outside the places.
    Marks,
    /// Dashed lines over the sheet.
    Line,
    /// Short dashed lines at the edges of the paper: it is folded there, not cut.
    Fold,
}

/// How a card is folded, once it is cut out. Both its faces stand on the same side of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fold {
    #[default]
    None,
    /// In the middle, along a line from left to right: the back is the upper half, upside down.
    Top,
    /// In the middle, along a line from top to bottom: the back is the left half.
    Side,
}

/// Who comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    #[default]
    LastName,
    File,
}

/// How things follow each other on the sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sequence {
    #[default]
    Reading,
    Stacked,
}

impl TryFrom<RawSheet> for Sheet {
    type Error = String;

    fn try_from(raw: RawSheet) -> Result<Self, String> {
        let (columns, rows) = (usize::from(raw.columns), usize::from(raw.rows));
        if columns == 0 || rows == 0 || columns * rows > 200 {
            return Err("there must be 1 to 200 places on a sheet; change `columns` and `rows`".into());
        }
        let Paper { width: paper_width, height: paper_height } = raw.paper;
        let left = raw.left.0;
        let top = raw.top.0;
        let width = raw.width.map_or((paper_width - 2.0 * left) / columns as f64, |length| length.0);
        let height = raw.height.map_or((paper_height - 2.0 * top) / rows as f64, |length| length.0);
        let pitch = raw.pitch.map_or([width, height], |[x, y]| [x.0, y.0]);
        if width < 20.0 || height < 20.0 {
            return Err(format!(
                "a place of {width} by {height} mm is too small to print in; make it at least 20 by 20 mm"
            ));
        }
        if pitch[0] < width || pitch[1] < height {
            return Err(format!(
                "the pitch of {} by {} mm is smaller than what stands there ({width} by {height} mm); leave `pitch` out where places touch",
                pitch[0], pitch[1]
            ));
        }
        let right = left + pitch[0] * (columns - 1) as f64 + width;
        let bottom = top + pitch[1] * (rows - 1) as f64 + height;
        if right > paper_width + 0.01 || bottom > paper_height + 0.01 {
            return Err(format!(
                "{columns} by {rows} places reach to {right} by {bottom} mm, but the paper is {paper_width} by {paper_height} mm; make them smaller or fewer"
            ));
        }
        Ok(Self {
            paper: raw.paper,
            columns,
            rows,
            width,
            height,
            left,
            top,
            pitch,
            cut: raw.cut,
            fold: raw.fold,
            order: raw.order,
            sequence: raw.sequence,
            used: 0,
            offset: [0.0; 2],
            back_offset: [0.0; 2],
            mirrored: false,
        })
    }
}

/// The size of a sheet in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Paper {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

const PAPERS: [(&str, f64, f64); 6] = [
    ("A3", 297.0, 420.0),
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("A6", 105.0, 148.0),
    ("A7", 74.0, 105.0),
    ("Letter", 215.9, 279.4),
];

impl Paper {
    fn named(name: &str) -> Option<Self> {
        let (plain, turned) = name.strip_suffix("-landscape").map_or((name, false), |plain| (plain, true));
        let &(_, width, height) = PAPERS.iter().find(|(known, ..)| *known == plain)?;
        Some(if turned { Self { width: height, height: width } } else { Self { width, height } })
    }
}

impl<'de> Deserialize<'de> for Paper {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PaperVisitor;
        impl<'de> Visitor<'de> for PaperVisitor {
            type Value = Paper;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a paper size or [width, height] in millimetres")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Paper, E> {
                Paper::named(name).ok_or_else(|| {
                    let known: Vec<&str> = PAPERS.iter().map(|(known, ..)| *known).collect();
                    E::custom(format!(
                        "there is no paper size `{name}`; use {}, with `-landscape` behind it to turn it",
                        known.join(", ")
                    ))
                })
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut sides: A) -> Result<Paper, A::Error> {
                let missing = || de::Error::custom("a paper size is two lengths: [width, height]");
                let width: Length = sides.next_element()?.ok_or_else(missing)?;
                let height: Length = sides.next_element()?.ok_or_else(missing)?;
                if sides.next_element::<Length>()?.is_some() {
                    return Err(missing());
                }
                Ok(Paper { width: width.0, height: height.0 })
            }
        }
        deserializer.deserialize_any(PaperVisitor)
    }
}

/// A length or a part: a number from 0 to 2000.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length(pub(crate) f64);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LengthVisitor;
        impl Visitor<'_> for LengthVisitor {
            type Value = Length;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number from 0 to 2000")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Length, E> {
                self.visit_f64(value as f64)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Length, E> {
                if (0.0..=2000.0).contains(&value) {
                    Ok(Length(value))
                } else {
                    Err(E::custom(format!("{value} is not from 0 to 2000; write a number between these two")))
                }
            }
        }
        deserializer.deserialize_any(LengthVisitor)
    }
}

/// A small distance in either direction, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Shift(pub(crate) f64);

impl TryFrom<f64> for Shift {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        if (-20.0..=20.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(format!("{value} is not from -20 to 20; write a length between these two"))
        }
    }
}

/// How text looks, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RawType")]
pub(crate) struct Type {
    size: f64,
    smallest: f64,
    bold: bool,
    colour: Tone,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    size: Length,
    smallest: Option<Length>,
    #[serde(default)]
    bold: bool,
    colour: Tone,
}

impl TryFrom<RawType> for Type {
    type Error = String;

    fn try_from(raw: RawType) -> Result<Self, String> {
        let size = raw.size.0;
        let smallest = raw.smallest.map_or(size, |length| length.0);
        if !(4.0..=1500.0).contains(&smallest) || smallest > size {
            return Err(format!(
                "a smallest size of {smallest} points does not go with a size of {size}; write one from 4 to the size"
            ));
        }
        Ok(Self { size, smallest, bold: raw.bold, colour: raw.colour })
    }
}

impl Type {
    /// The style at a scale.
    pub(crate) fn style(&self, palette: &Palette, scale: f64) -> Style {
        let weight = if self.bold { Weight::Bold } else { Weight::Regular };
        let size = (self.size * scale).max(self.smallest);
        Style { size, smallest: self.smallest, weight, colour: palette.colour(self.colour) }
    }
}

/// The named colours of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Palette {
    pub(crate) ink: Hex,
    pub(crate) soft: Hex,
    pub(crate) line: Hex,
    pub(crate) tint: Hex,
    pub(crate) accent: Hex,
    pub(crate) paper: Hex,
}

impl Palette {
    pub(crate) fn colour(&self, tone: Tone) -> Colour {
        match tone {
            Tone::Ink => self.ink.0,
            Tone::Soft => self.soft.0,
            Tone::Line => self.line.0,
            Tone::Tint => self.tint.0,
            Tone::Accent => self.accent.0,
            Tone::Paper => self.paper.0,
        }
    }
}

/// One of the named colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tone {
    Ink,
    Soft,
    Line,
    Tint,
    Accent,
    Paper,
}

/// A colour written as `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Hex(pub(crate) Colour);

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match number.map(u32::to_be_bytes) {
            Some([_, red, green, blue]) => Ok(Self(Colour { red, green, blue })),
            None => Err(format!("`{text}` is not a colour; write one like #1D4F7C")),
        }
    }
}
