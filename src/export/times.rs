//! When everything happens, as moments: local times of the evening on the clock of its time zone.

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::domain::{Break, Event, Round};

/// The time zone of an event is not in the IANA database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(pub String);

/// From when until when.
pub(super) type Span = [DateTime<Tz>; 2];

/// The moments of an evening. Minutes are counted as they pass, also when the clock is put back or forward meanwhile.
pub(super) struct Times {
    pub(super) zone: Tz,
    pub(super) start: DateTime<Tz>,
}

impl Times {
    pub(super) fn of(event: &Event) -> Result<Self, UnknownZone> {
        let zone: Tz = event.timezone.parse().map_err(|_| UnknownZone(event.timezone.clone()))?;
        Ok(Self { zone, start: moment(zone, event.date.and_time(event.start)) })
    }

    pub(super) fn round(&self, event: &Event, round: Round) -> Span {
        self.span(event.minutes_before(round), event.rounds.minutes)
    }

    /// A break begins where the round before it ends.
    pub(super) fn pause(&self, event: &Event, pause: &Break) -> Span {
        let earlier = event.rounds.breaks.iter().take_while(|other| *other != pause);
        let same = earlier.filter(|other| other.after == pause.after).map(|other| other.minutes).sum::<u32>();
        self.span(event.minutes_before(pause.after) + event.rounds.minutes + same, pause.minutes)
    }

    /// From minutes after the start of the evening, for so many minutes.
    fn span(&self, from: u32, minutes: u32) -> Span {
        let at = |minutes: u32| self.start + Duration::minutes(i64::from(minutes));
        [at(from), at(from + minutes)]
    }
}

/// The moment of a local time. Of two that are called the same in autumn it is the first; one that is skipped in spring
/// is as long after the last one before it as the clock says.
fn moment(zone: Tz, local: NaiveDateTime) -> DateTime<Tz> {
    (0..=48)
        .map(Duration::hours)
        .find_map(|back| Some(zone.from_local_datetime(&(local - back)).earliest()? + back))
        .unwrap_or_else(|| zone.from_utc_datetime(&local))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime, SecondsFormat};
    use chrono_tz::Tz;

    use super::moment;

    fn at(zone: &str, day: (i32, u32, u32), hour: u32, minute: u32) -> String {
        let zone: Tz = zone.parse().unwrap();
        let local: NaiveDateTime =
            NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        moment(zone, local).to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    #[test]
    fn local_times_are_moments() {
        assert_eq!(at("Europe/Amsterdam", (2026, 12, 10), 17, 30), "2026-12-10T17:30:00+01:00");
        assert_eq!(at("Europe/Amsterdam", (2026, 7, 10), 17, 30), "2026-07-10T17:30:00+02:00");
        assert_eq!(at("UTC", (2026, 7, 10), 0, 0), "2026-07-10T00:00:00Z");
        assert_eq!(
            at("Europe/Amsterdam", (2026, 10, 25), 2, 30),
            "2026-10-25T02:30:00+02:00",
            "the first of two"
        );
        assert_eq!(
            at("Europe/Amsterdam", (2026, 3, 29), 2, 30),
            "2026-03-29T03:30:00+02:00",
            "there is no 2:30"
        );
        assert_eq!(
            at("Pacific/Apia", (2011, 12, 30), 12, 0),
            "2011-12-31T12:00:00+14:00",
            "a day that was skipped"
        );
    }
}
