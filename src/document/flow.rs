//! Lists that run over as many pages as they need.

use super::clean;
use super::layout::{Margins, Palette, Paper, Type};
use super::page::{Block, Page, Role};
use super::setting::{Composer, Desk, Misfit};
use super::words::fill;
use super::wrap::{Align, Paragraph};

/// A row of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct FlowRow {
    pub(crate) block: Block,
    /// Whether the next row must stand on the same page.
    pub(crate) keep: bool,
    /// What stands above the row when it is the first of a page.
    pub(crate) continued: Option<Block>,
    /// What stands beside the row when it is the first of a page.
    pub(crate) label: Option<Block>,
}

impl From<Block> for FlowRow {
    fn from(block: Block) -> Self {
        Self { block, ..Self::default() }
    }
}

/// The pages of a list.
pub(crate) struct Flow<'c, 'a> {
    pub(crate) desk: Desk<'c, 'a>,
    pub(crate) paper: Paper,
    pub(crate) margins: Margins,
    /// What stands above the rows of every page.
    pub(crate) head: Block,
    /// What stands in the left corner below, and how.
    pub(crate) foot: (String, Type),
}

/// Between the rows and the foot, in millimetres.
const FOOT_GAP: f64 = 3.0;

impl<'c, 'a> Desk<'c, 'a> {
    /// The desk of a document with pages of this paper.
    pub(crate) fn of_list(
        composer: &'c Composer<'a>,
        palette: &'a Palette,
        paper: Paper,
        margins: &Margins,
    ) -> Self {
        Self { composer, palette, scale: 1.0, width: paper.width - margins.left.0 - margins.right.0 }
    }

    /// What stands above the rows of every page: what it is, which evening, and perhaps where.
    pub(crate) fn head(
        &self,
        title: (&str, Type),
        venue: Option<&str>,
        event: Type,
    ) -> Result<Block, Misfit> {
        let (composer, about) = (self.composer, self.composer.event);
        let title = Paragraph::name(title.0, self.style(title.1), 1).role(Role::Heading);
        let mut when = vec![clean(&about.name), composer.words.date(about.date)];
        when.extend(venue.map(clean));
        if composer.schedule.revision > 1 {
            let revision = composer.schedule.revision.to_string();
            when.push(fill(&composer.words.agenda.revision, &[("revision", &revision)]));
        }
        let when = Paragraph::new(when.join(" · "), self.style(event)).role(Role::Running);
        let mut head = self.fit(None, "title", &title, self.width)?;
        head.below(0.0, 0.0, self.fit(None, "name of the event", &when, self.width)?);
        Ok(head)
    }
}

impl<'c, 'a> Flow<'c, 'a> {
    /// A list below a head, with so many millimetres between; the name of the event stands in the corner below.
    pub(crate) fn below(
        desk: Desk<'c, 'a>,
        (paper, margins): (Paper, Margins),
        mut head: Block,
        gap: f64,
        foot: Type,
    ) -> Self {
        head.height += gap;
        Self { desk, paper, margins, head, foot: (clean(&desk.composer.event.name), foot) }
    }

    /// Puts rows on pages.
    pub(crate) fn pages(&self, rows: Vec<FlowRow>) -> Result<Vec<Page>, Misfit> {
        let foot = self.foot(1, 1)?.height;
        let room = self.paper.height - self.margins.top.0 - self.margins.bottom.0 - foot - FOOT_GAP;
        let pages = split(rows, room - self.head.height)?;
        let count = pages.len();
        pages.into_iter().enumerate().map(|(index, rows)| self.page(rows, index + 1, count)).collect()
    }

    fn page(&self, rows: Vec<FlowRow>, number: usize, count: usize) -> Result<Page, Misfit> {
        let mut content = Block::default();
        content.put(0.0, 0.0, self.head.clone());
        for (index, row) in rows.into_iter().enumerate() {
            if let Some(continued) = row.continued.filter(|_| index == 0) {
                content.below(0.0, 0.0, continued);
            }
            let y = content.height;
            content.put(0.0, y, row.block);
            if let Some(label) = row.label.filter(|_| index == 0) {
                content.put(0.0, y, label);
            }
        }
        let mut page = Block::default();
        page.put(self.margins.left.0, self.margins.top.0, content);
        let foot = self.foot(number, count)?;
        page.put(self.margins.left.0, self.paper.height - self.margins.bottom.0 - foot.height, foot);
        Ok(Page { width: self.paper.width, height: self.paper.height, items: page.items })
    }

    fn foot(&self, page: usize, pages: usize) -> Result<Block, Misfit> {
        let desk = &self.desk;
        let (text, style) = (&self.foot.0, desk.style(self.foot.1));
        let words = &desk.composer.words.agenda;
        let right = fill(&words.sheet, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
        let side = desk.composer.setter.width(&right, style.weight, style.size) + 0.1;
        let right = Paragraph::name(right, style, 1).aligned(Align::Right).role(Role::Running);
        let left = Paragraph::name(text.clone(), style, 2).role(Role::Running);
        let mut foot = Block::default();
        foot.put(0.0, 0.0, desk.fit(None, "foot", &left, desk.width - side - 4.0)?);
        foot.put(desk.width - side, 0.0, desk.fit(None, "foot", &right, side)?);
        Ok(foot)
    }
}

/// Deals rows out to pages.
fn split(rows: Vec<FlowRow>, room: f64) -> Result<Vec<Vec<FlowRow>>, Misfit> {
    let needs = needs(&rows);
    let mut pages: Vec<Vec<FlowRow>> = Vec::new();
    let mut used = f64::INFINITY;
    for (row, need) in rows.into_iter().zip(needs) {
        if used + need > room && (used + row.block.height > room || need <= room) {
            if row.block.items.is_empty() {
                // Space between two rows is not worth a page, nor a heading above nothing.
                used = room;
                continue;
            }
            used = row.continued.as_ref().map_or(0.0, |continued| continued.height);
            pages.push(Vec::new());
        }
        if used + row.block.height > room {
            return Err(Misfit { owner: None, field: "row of a list", text: row.block.source() });
        }
        used += row.block.height;
        if let Some(page) = pages.last_mut() {
            page.push(row);
        }
    }
    Ok(pages)
}

/// The height that each row needs together with the rows it must stay with.
fn needs(rows: &[FlowRow]) -> Vec<f64> {
    let mut needs = vec![0.0; rows.len()];
    let mut next = 0.0;
    for (need, row) in needs.iter_mut().zip(rows).rev() {
        *need = row.block.height + if row.keep { next } else { 0.0 };
        next = *need;
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::super::page::{Block, Item, Rect};
    use super::{FlowRow, split};
    use crate::domain::Colour;

    fn row(height: f64) -> FlowRow {
        let rect = Rect { x: 0.0, y: 0.0, width: 1.0, height };
        FlowRow::from(Block { items: vec![Item::Fill(rect, Colour { red: 0, green: 0, blue: 0 })], height })
    }

    #[test]
    fn space_at_the_end_of_a_page_opens_no_page() {
        let space = || FlowRow::from(Block { items: Vec::new(), height: 5.0 });
        let pages =
            split(vec![row(60.0), space(), row(33.0), space(), row(20.0)], 100.0).expect("every row fits");
        let heights = |page: &Vec<FlowRow>| page.iter().map(|row| row.block.height).collect::<Vec<_>>();
        assert_eq!(pages.iter().map(heights).collect::<Vec<_>>(), [vec![60.0, 5.0, 33.0], vec![20.0]]);
    }
}
