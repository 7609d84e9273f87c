//! The run sheet: what the host of the evening does when, and who sits where.

use chrono::NaiveTime;

use super::flow::{Flow, FlowRow};
use super::layout::{Order, RunLayout};
use super::page::{Block, Document, Item, Line, Point, Rect, Role};
use super::setting::{Composer, Desk, Misfit};
use super::words::{clock, fill};
use super::wrap::{Align, Paragraph};
use super::{Problem, clean};
use crate::domain::{AttendeeIx, Meeting, Round};

/// The run sheet.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.run_sheet;
    let desk = Desk::of_list(composer, &layout.colours, layout.paper, &layout.margins);
    let pages = RunSheet { desk, layout }.pages();
    composer.list(&composer.words.titles.run_sheet, "run-sheet.toml", pages)
}

struct RunSheet<'c, 'a> {
    desk: Desk<'c, 'a>,
    layout: &'a RunLayout,
}

/// Where the clock times and the words of the script stand, in millimetres.
const TIME: f64 = 6.5;
const SCRIPT: f64 = 21.0;
/// Between two columns of meetings.
const COLUMN_GAP: f64 = 6.0;

impl RunSheet<'_, '_> {
    fn pages(&self) -> Result<Vec<super::Page>, Misfit> {
        let mut rows = Vec::new();
        for round in 1..=self.desk.composer.event.rounds.count {
            self.round(round, &mut rows)?;
        }
        let faces = &self.layout.faces;
        let composer = self.desk.composer;
        let title = (composer.words.titles.run_sheet.as_str(), faces.title);
        let head = self.desk.head(title, composer.event.venue.as_deref(), faces.event)?;
        Flow::below(self.desk, (self.layout.paper, self.layout.margins), head, 4.0, faces.foot).pages(rows)
    }

    /// A round: its bar, the bell, the meetings, who is free, and how it ends.
    fn round(&self, round: Round, rows: &mut Vec<FlowRow>) -> Result<(), Misfit> {
        let words = &self.desk.composer.words.run_sheet;
        let number = round.to_string();
        let continued = self.bar(&fill(&words.continued, &[("round", &number)]), round)?;
        let mut add = |block: Block, keep: bool, first: bool| {
            let continued = (!first).then(|| continued.clone());
            rows.push(FlowRow { block, keep, continued, label: None });
        };
        add(self.bar(&fill(&words.round, &[("round", &number)]), round)?, true, true);
        let (start, end) = self.desk.composer.event.clock(round);
        add(self.script(start, &fill(&words.start, &[("round", &number)]))?, true, false);
        for block in self.meetings(round)? {
            add(block, false, false);
        }
        for (label, people) in self.people(round) {
            add(self.names(label, &people)?, false, false);
        }
        let last = self.ending(round, start, end);
        let count = last.len();
        for (index, (time, text)) in last.into_iter().enumerate() {
            add(self.script(time, &text)?, index + 1 < count, false);
        }
        add(Block { items: Vec::new(), height: 3.5 }, false, false);
        Ok(())
    }

    fn bar(&self, title: &str, round: Round) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.run_sheet;
        let faces = &self.layout.faces;
        let (start, end) = self.desk.composer.event.clock(round);
        let count = self.of_round(round).len();
        let count = match count {
            1 => words.meetings_one.clone(),
            _ => fill(&words.meetings, &[("count", &count.to_string())]),
        };
        let inset = 2.5;
        let third = (self.desk.width - 2.0 * inset) / 3.0;
        let title = Paragraph::name(title, self.desk.style(faces.round), 1).role(Role::Heading);
        let hours = format!("{} – {}", clock(start), clock(end));
        let hours = Paragraph::name(hours, self.desk.style(faces.hours), 1).aligned(Align::Centre);
        let count = Paragraph::name(count, self.desk.style(faces.count), 1).aligned(Align::Right);
        let title = self.desk.fit(None, "word for a round", &title, third)?;
        let hours = self.desk.fit(None, "hours", &hours, third)?;
        let count = self.desk.fit(None, "number of meetings", &count, third)?;
        let height = title.height + 2.0;
        let rect = Rect { x: 0.0, y: 0.0, width: self.desk.width, height };
        let mut bar = Block { items: vec![Item::Fill(rect, self.desk.palette.tint.0)], height };
        let line = title.baseline() + 1.0;
        bar.put(inset + third, line - hours.baseline(), hours);
        bar.put(inset + 2.0 * third, line - count.baseline(), count);
        bar.put(inset, 1.0, title);
        bar.height = height + 1.5;
        Ok(bar)
    }

    /// A line of the script, with a box to tick.
    fn script(&self, time: NaiveTime, text: &str) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let time = Paragraph::name(clock(time), self.desk.style(faces.time), 1);
        let text = Paragraph::new(text, self.desk.style(faces.script));
        let time = self.desk.fit(None, "time", &time, SCRIPT - TIME)?;
        let text = self.desk.fit(None, "line of the script", &text, self.desk.width - SCRIPT)?;
        let mut row = Block::default();
        row.items.extend(tick_box(0.0, 0.6 + text.baseline() - 2.8, 3.0, self.desk.palette.soft.0));
        row.put(TIME, 0.6 + text.baseline() - time.baseline(), time);
        row.put(SCRIPT, 0.6, text);
        row.height += 0.8;
        Ok(row)
    }

    fn of_round(&self, round: Round) -> Vec<Meeting> {
        let mut meetings: Vec<Meeting> = self
            .desk
            .composer
            .schedule
            .meetings
            .iter()
            .copied()
            .filter(|meeting| meeting.round == round)
            .collect();
        meetings.sort_by_key(|meeting| meeting.table);
        meetings
    }

    /// The meetings of a round in columns, to be read downwards.
    fn meetings(&self, round: Round) -> Result<Vec<Block>, Misfit> {
        let meetings = self.of_round(round);
        if meetings.is_empty() {
            let text = Paragraph::new(
                self.desk.composer.words.run_sheet.nobody.clone(),
                self.desk.style(self.layout.faces.people),
            );
            let mut row = Block::default();
            row.put(SCRIPT, 0.0, self.desk.fit(None, "line of the script", &text, self.desk.width - SCRIPT)?);
            return Ok(vec![row]);
        }
        let columns = usize::from(self.layout.columns.get());
        let width = (self.desk.width - SCRIPT - COLUMN_GAP * (columns - 1) as f64) / columns as f64;
        let lines = meetings.len().div_ceil(columns);
        let mut rows = Vec::new();
        for line in 0..lines {
            let mut row = Block::default();
            for column in 0..columns {
                if let Some(meeting) = meetings.get(column * lines + line) {
                    row.put(
                        SCRIPT + (width + COLUMN_GAP) * column as f64,
                        0.0,
                        self.meeting(meeting, width)?,
                    );
                }
            }
            row.height += if line + 1 == lines { 1.2 } else { 0.3 };
            rows.push(row);
        }
        Ok(rows)
    }

    fn meeting(&self, meeting: &Meeting, width: f64) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let attendees = &self.desk.composer.event.attendees;
        let [one, other] = meeting.people.map(|person| clean(&attendees[person].name));
        let number =
            Paragraph::name(meeting.table.to_string(), self.desk.style(faces.table), 1).aligned(Align::Right);
        let people = Paragraph::name(format!("{one} – {other}"), self.desk.style(faces.people), 3);
        let indent = 7.0;
        let number = self.desk.fit(None, "table number", &number, indent)?;
        // A little smaller on one line reads better than on two.
        let one_line =
            Paragraph { max_lines: 1, smallest: (people.size * 0.8).max(people.smallest), ..people.clone() };
        let room = width - indent - 2.0;
        let people = match self.desk.composer.setter.fit(&one_line, room) {
            Some(block) => block,
            None => self.desk.fit(Some(meeting.people[0]), "name", &people, room)?,
        };
        let mut block = Block::default();
        block.put(0.0, people.baseline() - number.baseline(), number);
        block.put(indent + 2.0, 0.0, people);
        Ok(block)
    }

    /// Who is free, comes, goes or is away in a round.
    fn people(&self, round: Round) -> Vec<(&str, Vec<AttendeeIx>)> {
        let words = &self.desk.composer.words.run_sheet;
        let event = self.desk.composer.event;
        let meetings = self.of_round(round);
        let busy = |person: AttendeeIx| meetings.iter().any(|meeting| meeting.people.contains(&person));
        let first = |person: AttendeeIx| event.attendees[person].rounds.iter().next();
        let last = |person: AttendeeIx| event.attendees[person].rounds.iter().last();
        let there = |person: AttendeeIx| event.attendees[person].rounds.contains(round);
        let everyone = self.desk.composer.everyone(Order::LastName);
        let who =
            |is: &dyn Fn(AttendeeIx) -> bool| everyone.iter().copied().filter(|&person| is(person)).collect();
        let lists: [(&str, Vec<AttendeeIx>); 4] = [
            (&words.pausing, who(&|person| there(person) && !busy(person))),
            (&words.arrive, who(&|person| round > 1 && first(person) == Some(round))),
            (
                &words.away,
                who(&|person| !there(person) && first(person) < Some(round) && last(person) > Some(round)),
            ),
            (&words.leave, who(&|person| round < event.rounds.count && last(person) == Some(round))),
        ];
        lists.into_iter().filter(|(_, people)| !people.is_empty()).collect()
    }

    fn names(&self, label: &str, people: &[AttendeeIx]) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let names: Vec<String> =
            people.iter().map(|&person| clean(&self.desk.composer.event.attendees[person].name)).collect();
        let text = Paragraph::new(format!("{label}: "), self.desk.style(faces.label))
            .and(names.join(", "), self.desk.style(faces.people));
        let mut row = Block::default();
        row.put(SCRIPT, 0.0, self.desk.fit(None, "list of names", &text, self.desk.width - SCRIPT)?);
        row.height += 0.6;
        Ok(row)
    }

    /// What is said and done at the end of a round.
    fn ending(&self, round: Round, start: NaiveTime, end: NaiveTime) -> Vec<(NaiveTime, String)> {
        let words = &self.desk.composer.words.run_sheet;
        let event = self.desk.composer.event;
        let mut lines = Vec::new();
        let warning = self.layout.warning;
        if warning > 0 && warning < event.rounds.minutes {
            let time = start + chrono::Duration::minutes(i64::from(event.rounds.minutes - warning));
            let text = if warning == 1 { &words.warning } else { &words.warning_more };
            lines.push((time, fill(text, &[("minutes", &warning.to_string())])));
        }
        if round == event.rounds.count {
            lines.push((end, words.end.clone()));
            return lines;
        }
        let (next, begins) = ((round + 1).to_string(), clock(event.clock(round + 1).0));
        let mut time = end;
        for pause in event.rounds.breaks.iter().filter(|pause| pause.after == round) {
            let label = pause
                .label
                .as_deref()
                .map_or_else(|| self.desk.composer.words.agenda.pause_between.clone(), clean);
            let values = [("minutes", pause.minutes.to_string()), ("label", label)];
            lines.push((
                time,
                fill(&words.pause, &values.each_ref().map(|(key, value)| (*key, value.as_str()))),
            ));
            time += chrono::Duration::minutes(i64::from(pause.minutes));
        }
        let minutes = event.rounds.changeover.to_string();
        let text = match (time == end, event.rounds.changeover) {
            (false, _) => &words.back,
            (true, 0) => &words.change_now,
            (true, _) => &words.change,
        };
        lines.push((time, fill(text, &[("minutes", &minutes), ("next", &next), ("time", &begins)])));
        lines
    }
}

/// An empty square.
pub(crate) fn tick_box(
    x: f64,
    y: f64,
    side: f64,
    colour: crate::domain::Colour,
) -> impl Iterator<Item = Item> {
    let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)].map(|(x, y)| Point { x, y });
    (0..4).map(move |at| {
        let (from, to) = (corners[at], corners[(at + 1) % 4]);
        Item::Line(Line { from, to, weight: 0.7, colour, dashed: false })
    })
}
