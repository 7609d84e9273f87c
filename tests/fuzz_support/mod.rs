//! Damages bytes, and hears what a door says of them.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a door says of an input, without its details: two inputs of which the same is heard went the same way.
pub type Heard = String;

/// The longest input, in bytes.
const LONGEST: usize = 64_000;
/// The most inputs that are kept to be damaged further.
const KEPT: usize = 2_000;
/// No input of this size may take longer, on a slow and busy machine without optimization.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pieces that mean something to TOML, tables, workbooks, terminals or numbers.
const TOKENS: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ";",
    "\t",
    ".",
    "-",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\\u0000",
    "\0",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "\u{2066}",
    "\u{200d}",
    "\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
    "ﷺ",
    "Ǆ",
    "ß",
    "İ",
    "\u{430}nna",
    "0",
    "-1",
    "1",
    "255",
    "256",
    "65535",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e308",
    "-0.0",
    "nan",
    "inf",
    "0x7fffffff",
    "true",
    "false",
    "2026-02-30",
    "0000-01-01",
    "9999-12-31",
    "2026-03-29",
    "23:59:59",
    "02:30:00",
    "24:00:00",
    "format = 1\n",
    "[event]\n",
    "[rounds]\n",
    "[tables]\n",
    "[matching]\n",
    "[[attendee]]\n",
    "[[pair]]\n",
    "[[topic]]\n",
    "[[group]]\n",
    "[[meeting]]\n",
    "[[change]]\n",
    "name = \"x\"\n",
    "id = \"../../x\"\n",
    "within = \"x\"\n",
    "rounds = [1, 2]\n",
    "round = 1\n",
    "people = [\"a\", \"a\"]\n",
    "history = [\"/etc/passwd\"]\n",
    "=cmd()",
    "anon-000000000000000000000000",
    "<c r=\"A1\" t=\"s\"><v>",
    "</v></c>",
    "<row r=\"4294967295\">",
    "&amp;",
    "&#0;",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "Name,E-mail\n",
    "sep=;\n",
];

/// Random numbers that are the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }
}

/// A door, and what goes through it.
pub struct Fuzz {
    name: &'static str,
    door: fn(&[u8]) -> Heard,
    inputs: Vec<Vec<u8>>,
    heard: HashSet<Heard>,
    dice: Dice,
}

impl Fuzz {
    pub fn of(name: &'static str, door: fn(&[u8]) -> Heard, seeds: Vec<Vec<u8>>) -> Self {
        assert!(!seeds.is_empty(), "no seeds for the {name}");
        let seed = std::env::var("RONDJE_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        Self { name, door, inputs: seeds, heard: HashSet::new(), dice: Dice(seed) }
    }

    /// Tries every seed, and then as many damaged inputs as `RONDJE_FUZZ` says, or this many.
    pub fn run(mut self, executions: usize) {
        let asked =
            std::env::var("RONDJE_FUZZ").ok().map(|number| number.parse().expect("RONDJE_FUZZ is a number"));
        let executions: usize = asked.unwrap_or(executions);
        let start = Instant::now();
        let mut slowest = Duration::ZERO;
        let seeds = self.inputs.clone();
        for seed in &seeds {
            slowest = slowest.max(self.tried(seed));
        }
        for _ in 0..executions {
            let input = self.damaged();
            slowest = slowest.max(self.tried(&input));
        }
        println!(
            "{}: {} executions in {:.0?}, {} inputs kept, {} different answers, the slowest in {:.1?}",
            self.name,
            seeds.len() + executions,
            start.elapsed(),
            self.inputs.len(),
            self.heard.len(),
            slowest,
        );
    }

    /// Puts an input through the door; keeps it when something new is heard.
    fn tried(&mut self, input: &[u8]) -> Duration {
        let start = Instant::now();
        let heard = catch_unwind(AssertUnwindSafe(|| (self.door)(input))).unwrap_or_else(|panic| {
            eprintln!("the input is in {}", self.saved(input));
            resume_unwind(panic);
        });
        let took = start.elapsed();
        assert!(took < PATIENCE, "{took:.1?} for the input in {}", self.saved(input));
        if self.heard.insert(heard) && self.inputs.len() < KEPT {
            self.inputs.push(input.to_vec());
        }
        took
    }

    fn saved(&self, input: &[u8]) -> String {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", self.name.replace(' ', "-")));
        std::fs::write(&path, input).expect("a file for the input");
        path.display().to_string()
    }

    /// One of the inputs, damaged a few times.
    fn damaged(&mut self) -> Vec<u8> {
        let mut input = self.some_input();
        for _ in 0..=self.dice.roll(5) {
            self.damage(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn some_input(&mut self) -> Vec<u8> {
        let which = self.dice.roll(self.inputs.len());
        self.inputs[which].clone()
    }

    fn damage(&mut self, input: &mut Vec<u8>) {
        let at = self.dice.roll(input.len() + 1);
        let most = 1 << (1 + self.dice.roll(9));
        let end = (at + self.dice.roll(most)).min(input.len());
        match self.dice.roll(9) {
            0 => drop(input.drain(at..end)),
            1 => input.truncate(at),
            2 => {
                let piece = input[at..end].to_vec();
                let to = self.dice.roll(input.len() + 1);
                input.splice(to..to, piece);
            }
            3 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.dice.roll(8);
                }
            }
            4 => {
                let other = self.some_input();
                let from = self.dice.roll(other.len() + 1);
                let until = (from + self.dice.roll(2_000)).min(other.len());
                input.splice(at..end, other[from..until].iter().copied());
            }
            5 => self.replace_number(input, at),
            6 => {
                let piece = input[at..end.min(at + 40)].repeat(1 + self.dice.roll(200));
                input.splice(at..at, piece);
            }
            _ => {
                let token = TOKENS[self.dice.roll(TOKENS.len())];
                let end = if self.dice.roll(2) == 0 { at } else { end.min(at + 4) };
                input.splice(at..end, token.bytes());
            }
        }
        input.truncate(LONGEST);
    }

    /// Puts another number where the next one stands.
    fn replace_number(&mut self, input: &mut Vec<u8>, from: usize) {
        let Some(start) = input[from..].iter().position(u8::is_ascii_digit).map(|at| from + at) else {
            return;
        };
        let length = input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let numbers: Vec<&&str> = TOKENS
            .iter()
            .filter(|token| token.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
            .collect();
        let number = numbers[self.dice.roll(numbers.len())];
        input.splice(start..start + length, number.bytes());
    }
}

/// The folder of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder that end like this, in the order of their names.
pub fn corpus(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(repository().join(folder)).expect("a folder of seeds");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}
