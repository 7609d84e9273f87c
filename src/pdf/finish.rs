//! What printpdf leaves undone: version, language, title, outline, fixed identity.

use chrono::{Datelike, NaiveDateTime, Timelike};
use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use printpdf::PdfDocument;
use sha2::{Digest, Sha256};

use super::{Error, points, rounded};
use crate::document::{Bookmark, Document, Flip};
use crate::domain::Language;

/// Fills in the properties of a document.
pub(super) fn describe(pdf: &mut PdfDocument, document: &Document) {
    let info = &mut pdf.metadata.info;
    info.document_title.clone_from(&document.title);
    info.author = document.author.clone().unwrap_or_default();
    info.creator = format!("rondje {}", env!("CARGO_PKG_VERSION"));
    info.producer = format!("rondje {}, printpdf", env!("CARGO_PKG_VERSION"));
}

/// Mends what printpdf writes, and saves it.
pub(super) fn finish(mut pdf: lopdf::Document, document: &Document) -> Result<Vec<u8>, Error> {
    let failed = |error: lopdf::Error| Error::Write(error.to_string());
    pdf.version = "1.7".into();
    mend_information(&mut pdf, document.date).map_err(failed)?;
    let outline = outline(&mut pdf, document);
    mend_catalog(&mut pdf, document, outline).map_err(failed)?;
    let identity = identity(&pdf, document);
    pdf.trailer.set("ID", Object::Array(vec![identity.clone(), identity]));
    pdf.compress();
    let mut bytes = Vec::new();
    pdf.save_modern(&mut bytes).map_err(|error| Error::Write(error.to_string()))?;
    Ok(bytes)
}

fn mend_information(pdf: &mut lopdf::Document, date: NaiveDateTime) -> lopdf::Result<()> {
    let id = pdf.trailer.get(b"Info")?.as_reference()?;
    let info = pdf.get_object_mut(id)?.as_dict_mut()?;
    // printpdf claims PDF/X with an empty version.
    info.remove(b"GTS_PDFXVersion");
    for empty in [b"Identifier".as_slice(), b"Keywords", b"Subject"] {
        info.remove(empty);
    }
    let stamp = Object::String(stamp(date).into_bytes(), StringFormat::Literal);
    info.set("CreationDate", stamp.clone());
    info.set("ModDate", stamp);
    Ok(())
}

/// A date as PDF writes it; without a zone, because the event's clock is local.
fn stamp(date: NaiveDateTime) -> String {
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}",
        date.year().clamp(0, 9999),
        date.month(),
        date.day(),
        date.hour(),
        date.minute(),
        date.second()
    )
}

fn mend_catalog(
    pdf: &mut lopdf::Document,
    document: &Document,
    outline: Option<ObjectId>,
) -> lopdf::Result<()> {
    let catalog = pdf.catalog_mut()?;
    let language = match document.language {
        Language::Nl => "nl",
        Language::En => "en",
    };
    catalog.set("Lang", Object::string_literal(language));
    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    // A sheet with positions on it must not be shrunk by the print dialogue.
    preferences.set("PrintScaling", Object::Name(b"None".to_vec()));
    if let Some(flip) = document.flip {
        let flip = match flip {
            Flip::LongEdge => "DuplexFlipLongEdge",
            Flip::ShortEdge => "DuplexFlipShortEdge",
        };
        preferences.set("Duplex", Object::Name(flip.into()));
    }
    catalog.set("ViewerPreferences", preferences);
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", Object::Name(b"UseOutlines".to_vec()));
    }
    Ok(())
}

/// Writes the bookmarks; printpdf would sort those of one page by name.
fn outline(pdf: &mut lopdf::Document, document: &Document) -> Option<ObjectId> {
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let marks: Vec<(&Bookmark, ObjectId)> =
        document.bookmarks.iter().filter_map(|mark| Some((mark, *pages.get(mark.page)?))).collect();
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = marks.iter().map(|_| pdf.new_object_id()).collect();
    let (first, last) = (*ids.first()?, *ids.last()?);
    for (index, (mark, page)) in marks.into_iter().enumerate() {
        let mut item = Dictionary::new();
        item.set("Title", lopdf::text_string(&mark.name));
        item.set("Parent", root);
        let left = f64::from(rounded(points(mark.at.x)).0);
        let top = f64::from(rounded(points(document.pages[mark.page].height - mark.at.y)).0);
        let place = vec![
            Object::Reference(page),
            Object::Name(b"XYZ".to_vec()),
            Object::Real(left as f32),
            Object::Real(top as f32),
            Object::Null,
        ];
        item.set("Dest", place);
        if index > 0 {
            item.set("Prev", ids[index - 1]);
        }
        if let Some(next) = ids.get(index + 1) {
            item.set("Next", *next);
        }
        pdf.set_object(ids[index], item);
    }
    let mut outlines = Dictionary::new();
    outlines.set("Type", Object::Name(b"Outlines".to_vec()));
    outlines.set("First", first);
    outlines.set("Last", last);
    outlines.set("Count", ids.len() as i64);
    pdf.set_object(root, outlines);
    Some(root)
}

/// An identity made from what the document says: printpdf takes one from a counter of the whole process.
fn identity(pdf: &lopdf::Document, document: &Document) -> Object {
    let mut hash = Sha256::new();
    hash.update(document.title.as_bytes());
    for object in pdf.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update((stream.content.len() as u64).to_be_bytes());
            hash.update(&stream.content);
        }
    }
    let digest = hash.finalize();
    Object::String(digest[..16].to_vec(), StringFormat::Hexadecimal)
}
