//! Bytes to text: which encoding a file is in.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes that are looked at to tell UTF-16 without a mark from other text.
const LOOKED_AT: usize = 4_000;

/// The text of a file, and what its encoding is called. Bytes that stand for nothing become `�`.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let encoding = encoding_of(bytes);
    // The decoder takes a mark at the start away.
    let (text, used, _) = encoding.decode(bytes);
    let name = match used.name() {
        "windows-1252" => "Windows-1252",
        "UTF-8" => "UTF-8",
        _ => "UTF-16",
    };
    (text, name)
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    utf16_without_mark(bytes).unwrap_or(if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 })
}

/// Letters of Europe have a zero in one of their two bytes in UTF-16, and never elsewhere.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |odd: usize| {
        head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 10 > head.len() * 4
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn finds_the_encoding() {
        let text = "Naam;Café\r\nŻółć;x\r\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (marked(b"\xef\xbb\xbf", text.as_bytes()), "UTF-8"),
            (marked(b"\xff\xfe", &utf16(u16::to_le_bytes)), "UTF-16"),
            (marked(b"\xfe\xff", &utf16(u16::to_be_bytes)), "UTF-16"),
            (utf16(u16::to_le_bytes), "UTF-16"),
            (utf16(u16::to_be_bytes), "UTF-16"),
        ] {
            assert_eq!(decode(&bytes), (text.into(), name));
        }
        assert_eq!(decode(b"Caf\xe9 \x80 5"), ("Café € 5".into(), "Windows-1252"));
        assert_eq!(decode(b""), ("".into(), "UTF-8"));
    }
}
