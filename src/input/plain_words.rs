//! What the TOML parser says, in an organizer's words.

/// One way in which a file is no TOML.
struct Mistake {
    /// What the parser's message starts with, one of these.
    starts: &'static [&'static str],
    /// What else must hold of the marked text and its line.
    when: fn(&str, &str) -> bool,
    message: &'static str,
    help: &'static str,
}

const fn always(_: &str, _: &str) -> bool {
    true
}

const HEADERS: &str = "write it as [event], or with double brackets as [[attendee]]";

/// The first that fits counts.
const MISTAKES: &[Mistake] = &[
    Mistake {
        starts: &[""],
        when: |found, _| found.contains(['“', '”', '‘', '’', '„']),
        message: "text stands between curly quotation marks",
        help: "use straight quotation marks: \"like this\"",
    },
    Mistake {
        starts: &["string values must be quoted"],
        when: |found, _| found.is_empty(),
        message: "there is nothing after the `=`",
        help: "write a value, or leave the line out",
    },
    Mistake {
        starts: &["string values must be quoted"],
        when: always,
        message: "text stands without quotation marks",
        help: "write text between quotation marks: \"like this\"",
    },
    Mistake {
        starts: &["key with no value", "invalid unquoted key"],
        when: |_, line| line.contains(':') && !line.contains('='),
        message: "this line has a `:` where a `=` should be",
        help: "write it like this: key = value",
    },
    Mistake {
        starts: &["key with no value"],
        when: |_, line| line.contains('='),
        message: "a key is one word",
        help: "write `_` instead of the spaces, such as max_meetings = 6",
    },
    Mistake {
        starts: &["key with no value"],
        when: always,
        message: "this line has no `=`",
        help: "write it like this: key = value",
    },
    Mistake {
        starts: &["invalid unquoted key", "unquoted keys cannot be empty", "invalid key-value pair"],
        when: always,
        message: "this line does not start with a key",
        help: "a line is a key of letters, digits, `-` and `_`, then `=` and a value; notes of your own start with #",
    },
    Mistake {
        starts: &["unexpected key or value"],
        when: |_, line| line.trim_start().starts_with('['),
        message: "a header does not have its brackets",
        help: HEADERS,
    },
    Mistake {
        starts: &["unexpected key or value"],
        when: |_, line| line.matches('"').count() > 2,
        message: "something stands after the text",
        help: "put a comma between two items of a list; a quotation mark within a text is written \\\", or put the \
               text between 'single' quotation marks",
    },
    Mistake {
        starts: &["unexpected key or value"],
        when: always,
        message: "something stands after the value",
        help: "put every key on a line of its own; notes of your own start with #",
    },
    Mistake {
        starts: &["unclosed table", "unclosed array table", "missing table open"],
        when: always,
        message: "a header does not have its brackets",
        help: HEADERS,
    },
    Mistake {
        starts: &["missing comma between array", "unclosed array", "unexpected `=` in array"],
        when: always,
        message: "a list goes wrong here: a comma or the closing `]` is missing",
        help: "put commas between the items and a `]` at the end",
    },
    Mistake {
        starts: &["missing comma between key-value", "unclosed inline table", "invalid inline table element"],
        when: always,
        message: "a table between braces goes wrong here: a comma or the closing `}` is missing",
        help: "put commas between the parts and a `}` at the end",
    },
    Mistake {
        starts: &["extra comma"],
        when: always,
        message: "there is a comma too many",
        help: "put one comma between two items",
    },
    Mistake {
        starts: &["invalid basic string", "invalid literal string"],
        when: |found, _| found.chars().any(char::is_control),
        message: "an invisible control character stands in a text",
        help: "type the text again by hand",
    },
    Mistake {
        starts: &["invalid basic string", "invalid literal string", "invalid multi-line"],
        when: always,
        message: "a text is not closed",
        help: "put a quotation mark at the end of the text, the same as at its start",
    },
    Mistake {
        starts: &["missing escaped value", "invalid escape", "invalid unicode"],
        when: always,
        message: "a backslash stands in a text between double quotation marks",
        help: "write two backslashes, or put the text between 'single' quotation marks",
    },
    Mistake {
        starts: &["invalid boolean"],
        when: |found, _| ["true", "false"].iter().any(|word| found.eq_ignore_ascii_case(word)),
        message: "`true` and `false` are written in small letters",
        help: "write true or false",
    },
    Mistake {
        starts: &["invalid boolean", "invalid float", "invalid integer"],
        when: |found, _| found.chars().any(char::is_alphabetic),
        message: "text stands without quotation marks",
        help: "write text between quotation marks: \"like this\"",
    },
    Mistake {
        starts: &["unexpected leading zero"],
        when: always,
        message: "a number starts with a zero",
        help: "leave the zero out; put telephone numbers between quotation marks",
    },
    Mistake {
        starts: &["carriage return"],
        when: always,
        message: "the lines of this file end in a way that TOML does not know",
        help: "save the file with line ends for Unix or Windows",
    },
    Mistake {
        starts: &["cannot recurse", "recursion limit"],
        when: always,
        message: "lists or tables stand too deep inside one another",
        help: "an event file never needs more than three levels",
    },
];

/// What is wrong, and what to do. `said` is the parser's message, `found` the text it marks, `line` the line that is on.
/// The parser's own words stay where there are none better.
pub(super) fn explain(said: &str, found: &str, line: &str) -> (String, String) {
    let fits = |mistake: &&Mistake| {
        mistake.starts.iter().any(|start| said.starts_with(start)) && (mistake.when)(found, line)
    };
    match MISTAKES.iter().find(fits) {
        Some(mistake) => (mistake.message.to_owned(), mistake.help.to_owned()),
        None => (
            format!("this is not valid TOML: {said}"),
            "compare the line with the example event that `rondje new` writes".to_owned(),
        ),
    }
}
