//! Pictures: logos as PNG or JPEG files.

use std::fmt;
use std::io::Cursor;

/// A picture that can be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its contents.
    pub pixels: Pixels,
}

/// The contents of a picture, row by row from the top left corner.
#[derive(Clone, PartialEq, Eq)]
pub enum Pixels {
    /// A JPEG file, printed as it is so that nothing is lost.
    Jpeg {
        /// The file.
        file: Vec<u8>,
        /// How its colours are written.
        colours: JpegColours,
    },
    /// Red, green and blue of every pixel, from a PNG file; nothing is lost either.
    Rgb {
        /// Three bytes for each pixel.
        samples: Vec<u8>,
        /// How opaque each pixel is, from 0 to 255; none if all of them are.
        opacity: Option<Vec<u8>>,
    },
}

/// How the colours of a JPEG file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JpegColours {
    /// One byte for each pixel.
    Grey,
    /// Three bytes for each pixel.
    Colour,
    /// Four bytes for each pixel: cyan, magenta, yellow and black, where 0 is full ink if it is inverted.
    Ink {
        /// Whether 0 is full ink: Adobe's way.
        inverted: bool,
    },
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a picture of {} by {} pixels", self.width, self.height)
    }
}

/// Why a file cannot be printed as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureError {
    /// What is wrong, in words that go on after the name of the file: "is empty".
    pub message: String,
    /// What to do.
    pub help: String,
}

impl PictureError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    fn broken(kind: &str, why: &str) -> Self {
        Self::new(
            format!("is a broken {kind} file: {why}"),
            "open it in an image program, save it again as PNG, and look whether it is whole",
        )
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PictureError {}

/// The most pixels of a picture: a square of 5,000 by 5,000, ten times what a name card can show.
const MOST_PIXELS: u64 = 25_000_000;

impl Picture {
    /// Reads a PNG or JPEG file.
    ///
    /// # Errors
    /// A file of another kind, a broken one, and one with more than 25 million pixels.
    pub fn read(file: &[u8]) -> Result<Self, PictureError> {
        match file {
            [] => Err(PictureError::new("is empty", "name a PNG or JPEG file")),
            [0x89, b'P', b'N', b'G', ..] => png(file),
            [0xff, 0xd8, ..] => jpeg(file),
            _ => Err(other_kind(file)),
        }
    }

    /// The width for a height of 1.
    #[must_use]
    pub fn proportion(&self) -> f64 {
        f64::from(self.width) / f64::from(self.height)
    }
}

/// What to say of a file that is neither PNG nor JPEG.
fn other_kind(file: &[u8]) -> PictureError {
    let begin = String::from_utf8_lossy(&file[..file.len().min(256)]).to_lowercase();
    let kind = match file {
        [b'G', b'I', b'F', b'8', ..] => "a GIF file",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "a WebP file",
        [b'%', b'P', b'D', b'F', ..] => "a PDF file",
        [b'B', b'M', ..] => "a BMP file",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "a TIFF file",
        _ if begin.contains("<svg") || begin.contains("<?xml") => "an SVG drawing",
        _ => "not a picture that rondje knows",
    };
    PictureError::new(format!("is {kind}"), "save it as PNG (best for a logo) or as JPEG")
}

fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::broken("picture", "it has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::new(
            format!("has {width} by {height} pixels, more than rondje prints"),
            "save it smaller: 1,000 pixels wide is plenty for a card",
        ));
    }
    Ok(())
}

fn png(file: &[u8]) -> Result<Picture, PictureError> {
    let broken = |error: png::DecodingError| PictureError::broken("PNG", &error.to_string());
    let limits = png::Limits { bytes: 8 * MOST_PIXELS as usize };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = (reader.info().width, reader.info().height);
    check_size(width, height)?;
    let size = reader.output_buffer_size().unwrap_or_default();
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(broken)?;
    samples.truncate(frame.buffer_size());
    let (samples, opacity) = apart(&samples, frame.color_type);
    let opacity = opacity.filter(|opacity| opacity.iter().any(|&value| value != u8::MAX));
    Ok(Picture { width, height, pixels: Pixels::Rgb { samples, opacity } })
}

/// The colours and the opacity of pixels of 8 bits.
fn apart(samples: &[u8], kind: png::ColorType) -> (Vec<u8>, Option<Vec<u8>>) {
    let every = |step: usize, at: usize| samples.iter().skip(at).step_by(step).copied();
    let grey = |step: usize| every(step, 0).flat_map(|value| [value; 3]).collect();
    match kind {
        png::ColorType::Grayscale => (grey(1), None),
        png::ColorType::GrayscaleAlpha => (grey(2), Some(every(2, 1).collect())),
        png::ColorType::Rgba => {
            let colours = samples.chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
            (colours, Some(every(4, 3).collect()))
        }
        // Palettes are colours by now.
        png::ColorType::Rgb | png::ColorType::Indexed => (samples.to_vec(), None),
    }
}

/// Reads the head of a JPEG file; its picture is printed without being decoded.
fn jpeg(file: &[u8]) -> Result<Picture, PictureError> {
    let broken = |why: &str| PictureError::broken("JPEG", why);
    let mut frame = None;
    let mut adobe = false;
    let mut rest = &file[2..];
    loop {
        let [0xff, marker, tail @ ..] = rest else { return Err(broken("its head cannot be read")) };
        if *marker == 0xff {
            rest = &rest[1..];
            continue;
        }
        let [high, low, ..] = tail else { return Err(broken("it is cut off")) };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (Some(part), Some(next)) = (tail.get(2..length), tail.get(length..)) else {
            return Err(broken("it is cut off"));
        };
        match *marker {
            0xc0..=0xc2 => frame = Some(part),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err(PictureError::new("is a JPEG file of a rare kind", "save it as PNG"));
            }
            0xee => adobe = part.starts_with(b"Adobe"),
            0xda => break,
            _ => {}
        }
        rest = next;
    }
    if !rest.windows(2).any(|pair| pair == [0xff, 0xd9]) {
        return Err(broken("it is cut off"));
    }
    jpeg_of_frame(file, frame.ok_or_else(|| broken("it does not tell its size"))?, adobe)
}

/// A JPEG picture whose frame header says this.
fn jpeg_of_frame(file: &[u8], frame: &[u8], adobe: bool) -> Result<Picture, PictureError> {
    let [bits, h1, h2, w1, w2, components, ..] = *frame else {
        return Err(PictureError::broken("JPEG", "it does not tell its size"));
    };
    let colours = match (bits, components) {
        (8, 1) => JpegColours::Grey,
        (8, 3) => JpegColours::Colour,
        (8, 4) => JpegColours::Ink { inverted: adobe },
        _ => return Err(PictureError::new("is a JPEG file of a rare kind", "save it as PNG")),
    };
    let (width, height) = (u32::from(u16::from_be_bytes([w1, w2])), u32::from(u16::from_be_bytes([h1, h2])));
    check_size(width, height)?;
    Ok(Picture { width, height, pixels: Pixels::Jpeg { file: file.to_vec(), colours } })
}

#[cfg(test)]
mod tests {
    use super::{JpegColours, Picture, Pixels};

    fn png_of(colour: png::ColorType, samples: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 2, 1);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        file
    }

    fn says(file: &[u8]) -> String {
        Picture::read(file).unwrap_err().message
    }

    #[test]
    fn every_kind_of_png_becomes_colours_and_opacity() {
        let read = |colour, samples: &[u8]| Picture::read(&png_of(colour, samples)).unwrap().pixels;
        let rgb = |samples: [u8; 6], opacity: Option<[u8; 2]>| Pixels::Rgb {
            samples: samples.into(),
            opacity: opacity.map(Vec::from),
        };
        assert!(read(png::ColorType::Grayscale, &[1, 2]) == rgb([1, 1, 1, 2, 2, 2], None));
        assert!(read(png::ColorType::GrayscaleAlpha, &[1, 9, 2, 8]) == rgb([1, 1, 1, 2, 2, 2], Some([9, 8])));
        assert!(read(png::ColorType::Rgb, &[1, 2, 3, 4, 5, 6]) == rgb([1, 2, 3, 4, 5, 6], None));
        assert!(
            read(png::ColorType::Rgba, &[1, 2, 3, 7, 4, 5, 6, 255])
                == rgb([1, 2, 3, 4, 5, 6], Some([7, 255]))
        );
        let opaque = read(png::ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 255]);
        assert!(opaque == rgb([1, 2, 3, 4, 5, 6], None), "a mask that hides nothing is left out");
    }

    /// A JPEG head of 300 by 200 pixels; its picture is one byte.
    fn jpeg_of(components: u8, adobe: bool) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8];
        if adobe {
            file.extend(b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x02");
        }
        file.extend([0xff, 0xc0, 0, 8, 8, 0, 200, 1, 44, components]);
        file.extend([0xff, 0xda, 0, 2, 17, 0xff, 0xd9]);
        file
    }

    #[test]
    fn jpeg_files_are_kept_as_they_are() {
        let file = jpeg_of(3, false);
        let picture = Picture::read(&file).unwrap();
        assert_eq!((picture.width, picture.height), (300, 200));
        assert!(picture.pixels == Pixels::Jpeg { file, colours: JpegColours::Colour });
        let ink = Picture::read(&jpeg_of(4, true)).unwrap().pixels;
        assert!(matches!(ink, Pixels::Jpeg { colours: JpegColours::Ink { inverted: true }, .. }));
    }

    #[test]
    fn what_cannot_be_printed_is_said_plainly() {
        assert_eq!(says(b""), "is empty");
        assert_eq!(says(b"GIF89a"), "is a GIF file");
        assert_eq!(says(b"<?xml version='1.0'?><svg/>"), "is an SVG drawing");
        assert_eq!(says(b"hello"), "is not a picture that rondje knows");
        assert_eq!(says(&jpeg_of(2, false)), "is a JPEG file of a rare kind");
        let whole = png_of(png::ColorType::Rgb, &[1, 2, 3, 4, 5, 6]);
        for end in 4..whole.len() - 12 {
            assert!(says(&whole[..end]).starts_with("is a broken PNG file: "), "{end}");
        }
        let whole = jpeg_of(3, false);
        for end in 2..whole.len() {
            assert!(says(&whole[..end]).starts_with("is a broken JPEG file: "), "{end}");
        }
        let mut huge = jpeg_of(3, false);
        huge[7..11].copy_from_slice(&[0xff; 4]);
        assert_eq!(says(&huge), "has 65535 by 65535 pixels, more than rondje prints");
    }
}
