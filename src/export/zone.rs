//! A time zone as calendars want it (RFC 5545, 3.6.5): what the clock shows around an evening, and when it changes.

use chrono::{DateTime, Duration, Offset};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

/// How far to look for changes of the clock, before and after: more than a year, so that both of a year are there.
const DAYS: i64 = 370;

/// What a clock shows for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Seconds ahead of UTC.
    pub(super) seconds: i32,
    /// Whether it is summer time.
    pub(super) summer: bool,
}

/// From a moment on, the clock shows something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The first moment, as the clock before it would have shown it; none: as long as anybody remembers.
    pub(super) local: Option<chrono::NaiveDateTime>,
    /// What the clock showed before.
    pub(super) from: Shown,
    /// What it shows after.
    pub(super) to: Shown,
    /// What the time is called after: `CET`.
    pub(super) name: Option<String>,
}

/// The changes of the clock around a moment. The first is before it.
pub(super) fn changes(around: DateTime<Tz>) -> Vec<Change> {
    let begin = around - Duration::days(DAYS);
    let days = (0..2 * DAYS).map(|day| begin + Duration::days(day));
    let mut changes: Vec<Change> =
        days.filter(|day| shown(day) != shown(&(*day + Duration::days(1)))).map(change).collect();
    let before = |change: &Change| change.local.is_some_and(|local| local < around.naive_local());
    if !changes.first().is_some_and(before) {
        let always = shown(&begin);
        changes.insert(0, Change { local: None, from: always, to: always, name: called(&begin) });
    }
    changes
}

/// The change within a day, to the second.
fn change(day: DateTime<Tz>) -> Change {
    let from = shown(&day);
    let (mut before, mut after) = (day, day + Duration::days(1));
    while after - before > Duration::seconds(1) {
        let between = before + Duration::seconds((after - before).num_seconds() / 2);
        if shown(&between) == from { before = between } else { after = between }
    }
    let local = after.naive_utc() + Duration::seconds(i64::from(from.seconds));
    Change { local: Some(local), from, to: shown(&after), name: called(&after) }
}

fn shown(at: &DateTime<Tz>) -> Shown {
    let offset = at.offset();
    Shown { seconds: offset.fix().local_minus_utc(), summer: !offset.dst_offset().is_zero() }
}

fn called(at: &DateTime<Tz>) -> Option<String> {
    at.offset().abbreviation().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Tz;

    use super::changes;

    fn said(zone: &str, year: i32, month: u32, day: u32) -> Vec<String> {
        let zone: Tz = zone.parse().unwrap();
        let evening = zone.with_ymd_and_hms(year, month, day, 17, 30, 0).unwrap();
        let said = |change: super::Change| {
            let at = change.local.map_or("always".to_owned(), |local| local.to_string());
            format!("{at} {} {}", change.to.seconds, change.name.unwrap_or_default())
        };
        changes(evening).into_iter().map(said).collect()
    }

    #[test]
    fn the_clock_changes_when_it_does() {
        assert_eq!(
            said("Europe/Amsterdam", 2026, 12, 10),
            [
                "2026-03-29 02:00:00 7200 CEST",
                "2026-10-25 03:00:00 3600 CET",
                "2027-03-28 02:00:00 7200 CEST",
                "2027-10-31 03:00:00 3600 CET",
            ]
        );
        assert_eq!(said("UTC", 2026, 12, 10), ["always 0 UTC"]);
        assert_eq!(said("Asia/Tokyo", 2026, 12, 10), ["always 32400 JST"]);
        assert_eq!(said("America/Sao_Paulo", 2026, 1, 1), ["always -10800 "], "its time has no name");
    }
}
