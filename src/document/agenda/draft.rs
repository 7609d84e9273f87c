//! How large an agenda is set, how much it says, and on how many pages.

use std::collections::BTreeMap;

use super::super::clean;
use super::super::page::Block;
use super::super::setting::{Composer, Desk, Misfit};
use super::super::slots::Slot;
use super::reasons::Reasons;
use super::{Agenda, Detail, Parts, width};
use crate::domain::{AttendeeIx, TopicIx};

/// What an agenda is made from, before its size is known.
pub(super) struct Draft<'c, 'a> {
    pub(super) composer: &'c Composer<'a>,
    pub(super) person: AttendeeIx,
    pub(super) slots: Vec<Slot>,
    /// The height kept free for the foot, in millimetres.
    pub(super) foot: f64,
    /// By partner: what they and the owner have for each other.
    pub(super) reasons: BTreeMap<AttendeeIx, Reasons>,
    /// Whom it is worth meeting besides, and for which topic.
    pub(super) unplanned: Vec<(AttendeeIx, Option<TopicIx>)>,
}

/// How large an agenda is set, and how much it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) scale: f64,
    pub(super) detail: Detail,
}

impl Size {
    pub(super) fn at_most(self, scale: f64) -> Self {
        Self { scale: self.scale.min(scale), ..self }
    }
}

/// How exactly the largest scale is sought, as a part of the normal scale.
const STEP: f64 = 0.04;
/// The part of the normal scale below which saying less is better than smaller type.
const SMALL: f64 = 0.92;
/// The most pages of an agenda that still says everything, where more than one are needed.
const WELCOME_PAGES: usize = 2;

impl<'c, 'a> Draft<'c, 'a> {
    pub(super) fn at(&'c self, size: Size) -> Agenda<'c, 'a> {
        let templates = self.composer.templates;
        let (layout, form) = (&templates.agendas, &templates.agenda_form);
        let desk =
            Desk { composer: self.composer, palette: &layout.colours, scale: size.scale, width: width(form) };
        let (person, detail, foot) = (self.person, size.detail, self.foot);
        let (reasons, unplanned) = (&self.reasons, self.unplanned.as_slice());
        Agenda { desk, layout, form, person, detail, foot, reasons, unplanned }
    }

    /// The ranges of scales to try, best first: everything in ever smaller type, then less and less.
    fn ranges(&self, most: f64) -> Vec<(Detail, f64, f64)> {
        let form = &self.composer.templates.agenda_form;
        let scale = form.page.scale;
        let small = (scale.normal * SMALL).max(scale.smallest).min(most);
        if form.folded {
            // There is room enough for questions.
            let until = scale.smallest;
            return vec![
                (Detail::Full, most, until),
                (Detail::Short, small, until),
                (Detail::Brief, small, until),
            ];
        }
        let less = [Detail::Half, Detail::Few, Detail::Short, Detail::Brief];
        let less = less.map(|detail| (detail, small, scale.smallest));
        std::iter::once((Detail::Full, most, small)).chain(less).collect()
    }

    /// The best size, from a scale of `most` down, at which an agenda fits on its one page (folded: on its one sheet);
    /// none when it does not at any. Whom to meet at the bar is always named: type becomes smaller, and then reasons
    /// fewer, before that is left out.
    pub(super) fn largest(&self, most: f64) -> Result<Option<Size>, Misfit> {
        for (detail, from, until) in self.ranges(most) {
            if let Some(scale) = self.largest_in(detail, from, until)? {
                return Ok(Some(Size { scale, detail }));
            }
        }
        Ok(None)
    }

    /// The largest scale of a range that fits, to within a step.
    fn largest_in(&self, detail: Detail, from: f64, until: f64) -> Result<Option<f64>, Misfit> {
        let fits = |scale| self.fits(Size { scale, detail });
        if fits(from)? {
            return Ok(Some(from));
        }
        if !fits(until)? {
            return Ok(None);
        }
        let step = self.composer.templates.agenda_form.page.scale.normal * STEP;
        let (mut low, mut high) = (until, from);
        while high - low > step {
            let middle = f64::midpoint(low, high);
            if fits(middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Some(low))
    }

    fn fits(&self, size: Size) -> Result<bool, Misfit> {
        let agenda = self.at(size);
        if agenda.form.folded {
            return Ok(agenda.inside(&self.slots)?.is_some());
        }
        Ok(agenda.parts(&self.slots)?.height() <= agenda.room())
    }

    /// The pages (folded: the sheets): one at the size given, or as many as are needed.
    pub(super) fn sheets(&self, size: Option<Size>) -> Result<Vec<Block>, Misfit> {
        match size {
            Some(size) if self.composer.templates.agenda_form.folded => self.at(size).folded(&self.slots),
            Some(size) => {
                let agenda = self.at(size);
                agenda.on_pages(agenda.parts(&self.slots)?, &[self.slots.len()])
            }
            None => self.several(),
        }
    }

    /// As few pages as it takes when everything is short; or two, if that is enough to say more.
    fn several(&self) -> Result<Vec<Block>, Misfit> {
        let mut tries: Vec<(Size, Parts, Vec<usize>)> = Vec::new();
        let scale = self.composer.templates.agenda_form.page.scale;
        for detail in [Detail::Full, Detail::Short, Detail::Brief] {
            for scale in [scale.normal, scale.smallest] {
                let size = Size { scale, detail };
                let agenda = self.at(size);
                let parts = agenda.parts(&self.slots)?;
                if let Some(spread) = parts.spread(agenda.continued()?.height, agenda.room()) {
                    tries.push((size, parts, spread));
                }
            }
        }
        let least = tries.iter().map(|(_, _, spread)| spread.len()).min().unwrap_or_default();
        let welcome = least.max(WELCOME_PAGES);
        match tries.into_iter().find(|(_, _, spread)| spread.len() <= welcome) {
            Some((size, parts, spread)) if self.composer.templates.agenda_form.folded => {
                self.at(size).folded_several(parts, &spread)
            }
            Some((size, parts, spread)) => self.at(size).on_pages(parts, &spread),
            None => {
                let name = clean(&self.composer.event.attendees[self.person].name);
                Err(Misfit { owner: Some(self.person), field: "agenda", text: name })
            }
        }
    }
}
