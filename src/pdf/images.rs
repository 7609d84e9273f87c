//! Pictures as they are embedded: JPEG files as they are, pixels without loss.

use std::collections::BTreeMap;
use std::sync::Arc;

use printpdf::{DictItem, ExternalStream, ExternalXObject, PdfDocument, XObject, XObjectId};

use crate::document::{Document, Item, JpegColours, Picture, Pixels};

/// The pictures of a document, each once.
pub(super) struct Images(Vec<Arc<Picture>>);

impl Images {
    pub(super) fn of(document: &Document) -> Self {
        let mut images = Self(Vec::new());
        for item in document.pages.iter().flat_map(|page| &page.items) {
            if let Item::Image(image) = item
                && images.index(&image.picture).is_none()
            {
                images.0.push(Arc::clone(&image.picture));
            }
        }
        images
    }

    fn index(&self, picture: &Arc<Picture>) -> Option<usize> {
        self.0.iter().position(|known| Arc::ptr_eq(known, picture))
    }

    /// The name of a picture in the PDF.
    pub(super) fn id(&self, picture: &Arc<Picture>) -> XObjectId {
        XObjectId(format!("I{}", self.index(picture).unwrap_or_default()))
    }

    /// Adds the pictures to a PDF.
    pub(super) fn register(&self, pdf: &mut PdfDocument) {
        for picture in &self.0 {
            // Without a size: the place on the page is set by the operations there.
            let object = ExternalXObject { stream: stream(picture), width: None, height: None, dpi: None };
            pdf.resources.xobjects.map.insert(self.id(picture), XObject::External(object));
        }
    }
}

fn name(text: &str) -> DictItem {
    DictItem::Name(text.into())
}

/// What every image says of itself.
fn image(picture: &Picture, colours: &str) -> BTreeMap<String, DictItem> {
    [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(picture.width.into())),
        ("Height", DictItem::Int(picture.height.into())),
        ("ColorSpace", name(colours)),
        ("BitsPerComponent", DictItem::Int(8)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

fn stream(picture: &Picture) -> ExternalStream {
    match &picture.pixels {
        Pixels::Jpeg { file, colours } => jpeg(picture, file, *colours),
        Pixels::Rgb { samples, opacity } => {
            let mut dict = image(picture, "DeviceRGB");
            if let Some(opacity) = opacity {
                let mask = image(picture, "DeviceGray");
                let mask = ExternalStream { dict: mask, content: opacity.clone(), compress: true };
                dict.insert("SMask".into(), DictItem::Stream { stream: mask });
            }
            ExternalStream { dict, content: samples.clone(), compress: true }
        }
    }
}

fn jpeg(picture: &Picture, file: &[u8], colours: JpegColours) -> ExternalStream {
    let mut dict = match colours {
        JpegColours::Grey => image(picture, "DeviceGray"),
        JpegColours::Colour => image(picture, "DeviceRGB"),
        JpegColours::Ink { .. } => image(picture, "DeviceCMYK"),
    };
    if colours == (JpegColours::Ink { inverted: true }) {
        dict.insert(
            "Decode".into(),
            DictItem::Array([1, 0].repeat(4).into_iter().map(DictItem::Int).collect()),
        );
    }
    dict.insert("Filter".into(), name("DCTDecode"));
    ExternalStream { dict, content: file.to_vec(), compress: false }
}
