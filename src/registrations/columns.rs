//! Which column is what: guessed from its header, or said by the organizer.

use crate::domain::fold;

/// What a column of registrations holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The full name.
    Name,
    /// The first name.
    FirstName,
    /// What stands between first and last name: `van der`.
    Infix,
    /// The last name.
    LastName,
    /// Where they work.
    Company,
    /// What they do there.
    Title,
    /// The group they belong to.
    Group,
    /// Topics they look for.
    Wants,
    /// Topics they offer.
    Offers,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Web page or profile.
    Link,
    /// Whether, or which, contact details may be shared with the people they meet.
    Share,
    /// The state of a registration: paid, cancelled.
    Status,
    /// Filled when a registration was cancelled.
    Cancelled,
    /// A code of the ticket or order.
    Code,
}

impl Field {
    /// Every field with the word that stands for it in `--map` and in messages.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Name, "name"),
        (Self::FirstName, "first-name"),
        (Self::Infix, "infix"),
        (Self::LastName, "last-name"),
        (Self::Company, "company"),
        (Self::Title, "title"),
        (Self::Group, "group"),
        (Self::Wants, "wants"),
        (Self::Offers, "offers"),
        (Self::Email, "email"),
        (Self::Phone, "phone"),
        (Self::Link, "link"),
        (Self::Share, "share"),
        (Self::Status, "status"),
        (Self::Cancelled, "cancelled"),
        (Self::Code, "code"),
    ];

    /// The word that stands for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(field, _)| *field == self).map_or("", |(_, word)| word)
    }

    /// The field that a word stands for.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = fold(word).replace([' ', '_'], "-");
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(field, _)| *field)
    }

    /// The headers that are known by heart, best first, without blanks and signs.
    #[must_use]
    pub fn headers(self) -> &'static [&'static str] {
        HEADERS.iter().find(|(field, _)| *field == self).map_or(&[], |(_, headers)| headers)
    }
}

/// What the organizer says of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its header; capitals, accents and blanks make no difference.
    pub header: String,
    /// What it holds; none: it is not used.
    pub field: Option<Field>,
}

/// One column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// What it holds; none: it is not used.
    pub field: Option<Field>,
    /// Whether the organizer has said so.
    pub chosen: bool,
    /// Of columns for the same field the lowest comes first.
    pub(super) rank: usize,
}

impl Column {
    /// What a column with this header holds.
    pub(super) fn of(header: &str, choices: &[Choice]) -> Self {
        let folded = fold(header);
        let choice = choices.iter().find(|choice| fold(&choice.header) == folded);
        let guessed = guess(header);
        let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
        match choice {
            Some(choice) => Self { header, field: choice.field, chosen: true, rank: 0 },
            None => Self {
                header,
                field: guessed.map(|(field, _)| field),
                chosen: false,
                rank: guessed.map_or(0, |(_, rank)| rank + 1),
            },
        }
    }
}

/// Headers by heart, best first: with blanks and signs left out, `#` as `nr`.
const HEADERS: &[(Field, &[&str])] = &[
    (
        Field::Name,
        &[
            "attendeename",
            "naamdeelnemer",
            "deelnemernaam",
            "naamvandedeelnemer",
            "naam",
            "name",
            "volledigenaam",
            "fullname",
            "voorenachternaam",
            "voornaamenachternaam",
            "naamenachternaam",
            "firstandlastname",
            "yourname",
            "jenaam",
            "uwnaam",
            "deelnemer",
            "participantname",
            "participant",
            "gast",
            "gastnaam",
            "guest",
            "guestname",
            "contactpersoon",
            "contactperson",
        ],
    ),
    (
        Field::FirstName,
        &[
            "attendeefirstname",
            "attendeenamegivenname",
            "voornaamdeelnemer",
            "voornaam",
            "voornamen",
            "roepnaam",
            "firstname",
            "givenname",
            "forename",
        ],
    ),
    (
        Field::Infix,
        &["tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels", "tv", "infix", "middlename"],
    ),
    (
        Field::LastName,
        &[
            "attendeelastname",
            "attendeesurname",
            "attendeenamefamilyname",
            "achternaamdeelnemer",
            "achternaam",
            "familienaam",
            "lastname",
            "surname",
            "familyname",
        ],
    ),
    (
        Field::Company,
        &[
            "attendeecompany",
            "bedrijf",
            "bedrijfsnaam",
            "naambedrijf",
            "company",
            "companyname",
            "organisatie",
            "organisatienaam",
            "organisation",
            "organization",
            "organisationname",
            "organizationname",
            "bedrijforganisatie",
            "organisatiebedrijf",
            "companyorganisation",
            "companyorganization",
            "onderneming",
            "werkgever",
            "employer",
            "firma",
        ],
    ),
    (
        Field::Title,
        &[
            "functie",
            "functietitel",
            "functieomschrijving",
            "jobtitle",
            "title",
            "jobrole",
            "role",
            "rol",
            "beroep",
            "profession",
        ],
    ),
    (Field::Group, &["groep", "group", "sector", "branche", "sectorbranche", "bedrijfstak", "industry"]),
    (
        Field::Wants,
        &[
            "ikzoek",
            "zoekt",
            "zoek",
            "gezocht",
            "wens",
            "wensen",
            "hulpvraag",
            "behoefte",
            "behoeften",
            "vraag",
            "iamlookingfor",
            "imlookingfor",
            "lookingfor",
            "wants",
            "want",
            "needs",
            "seeking",
        ],
    ),
    (
        Field::Offers,
        &[
            "ikbied",
            "biedt",
            "bied",
            "aanbod",
            "tebieden",
            "ikhebtebieden",
            "ioffer",
            "icanoffer",
            "offers",
            "offer",
            "offering",
            "expertise",
            "specialisme",
        ],
    ),
    (
        Field::Email,
        &["attendeeemail", "emaildeelnemer", "email", "emailadres", "emailaddress", "mail", "mailadres"],
    ),
    (
        Field::Phone,
        &[
            "mobiel",
            "mobielnummer",
            "mobile",
            "mobilenumber",
            "mobilephone",
            "cellphone",
            "gsm",
            "telefoon",
            "telefoonnummer",
            "telefoonnr",
            "tel",
            "telnr",
            "phone",
            "phonenumber",
        ],
    ),
    (
        Field::Link,
        &[
            "linkedin",
            "linkedinprofiel",
            "linkedinprofile",
            "linkedinurl",
            "website",
            "websitelinkedin",
            "websiteoflinkedin",
            "websiteurl",
            "web",
            "url",
            "homepage",
            "profiel",
            "site",
        ],
    ),
    (
        Field::Status,
        &[
            "attendeestatus",
            "ticketstatus",
            "status",
            "orderstatus",
            "betaalstatus",
            "paymentstatus",
            "aanmeldstatus",
            "inschrijfstatus",
            "deelnamestatus",
            "registrationstatus",
        ],
    ),
    (
        Field::Cancelled,
        &["geannuleerd", "geannuleerdop", "afgemeld", "cancelled", "canceled", "cancelledat", "refunded"],
    ),
    (
        Field::Code,
        &[
            "pseudonymizationid",
            "attendeeid",
            "attendeenr",
            "attendeeno",
            "ticketid",
            "ticketcode",
            "ticketnr",
            "ticketnummer",
            "ticketnumber",
            "barcode",
            "barcodenr",
            "responseid",
            "submissionid",
            "entryid",
            "inschrijfnummer",
            "registratienummer",
            "aanmeldnummer",
            "registrationid",
            "ordercode",
            "orderid",
            "ordernr",
            "orderno",
            "ordernumber",
            "bestelnummer",
            "bestelcode",
        ],
    ),
];

/// The rank of what is guessed from words in a longer header.
const BY_WORDS: usize = 100;

/// What a column with this header holds, and how sure that is (0 is surest).
pub(super) fn guess(header: &str) -> Option<(Field, usize)> {
    let folded = fold(header).replace("e-mail", "email").replace('#', " nr ");
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if asks_consent(&words) {
        return Some((Field::Share, 0));
    }
    let squeezed = words.concat();
    let by_heart = HEADERS.iter().find_map(|(field, headers)| {
        headers.iter().position(|known| *known == squeezed).map(|rank| (*field, rank))
    });
    by_heart.or_else(|| by_words(&words).map(|field| (field, BY_WORDS)))
}

/// Whether it asks if, or which, contact details may be given to others. Agreeing to terms is something else.
fn asks_consent(words: &[&str]) -> bool {
    let gives = [
        "deel",
        "delen",
        "gedeeld",
        "uitwisselen",
        "uitgewisseld",
        "doorgeven",
        "share",
        "shared",
        "sharing",
    ];
    let what = ["contact", "gegevens", "mail", "telefoon", "phone", "linkedin", "details"];
    let says = |parts: &[&str]| words.iter().any(|word| parts.iter().any(|part| word.contains(part)));
    words.iter().any(|word| gives.contains(word)) && says(&what)
}

/// Words that show that a header is about something else than the person who comes.
const ELSEWHERE: &[&str] = &[
    "factuur",
    "invoice",
    "buyer",
    "koper",
    "purchaser",
    "billing",
    "ticket",
    "event",
    "evenement",
    "dieet",
    "dieetwensen",
    "dietary",
    "allergie",
    "allergieen",
    "nieuwsbrief",
    "newsletter",
    "introducee",
    "partner",
    "kvk",
    "vat",
    "btw",
    "hoe",
    "how",
    "waarom",
    "why",
    "product",
    "order",
    "adres",
    "address",
    "parkeerplaats",
    "parking",
];

fn by_words(words: &[&str]) -> Option<Field> {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if has(ELSEWHERE) {
        return None;
    }
    let wants = has(&["zoek", "zoekt", "zoeken", "gezocht", "wens", "wensen", "looking", "seek", "seeking"]);
    let offers = has(&["bied", "biedt", "bieden", "aanbod", "aanbieden", "offer", "offers", "offering"]);
    let rules = [
        (Field::Wants, wants && !offers),
        (Field::Offers, offers && !wants),
        (Field::FirstName, has(&["voornaam", "firstname"])),
        (Field::LastName, has(&["achternaam", "lastname", "surname"])),
        (Field::Email, has(&["email", "emailadres", "mailadres"])),
        (Field::Phone, has(&["telefoon", "telefoonnummer", "mobiel", "phone", "mobile"])),
        (Field::Link, has(&["linkedin", "website"])),
        (
            Field::Company,
            has(&["bedrijf", "bedrijfsnaam", "organisatie", "company", "organisation", "organization"]),
        ),
        (Field::Title, has(&["functie", "jobtitle"])),
        (Field::Group, has(&["sector", "branche", "industry"])),
        (Field::Name, has(&["naam", "name"])),
    ];
    if wants && offers {
        return None;
    }
    rules.into_iter().find(|(_, holds)| *holds).map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::{Choice, Column, Field, HEADERS};

    fn guessed(header: &str) -> Option<Field> {
        Column::of(header, &[]).field
    }

    #[test]
    fn knows_headers_in_dutch_and_english() {
        for (header, field) in [
            ("Naam", Field::Name),
            ("  E-mail adres ", Field::Email),
            ("E-mailadres", Field::Email),
            ("Attendee name: Given name", Field::FirstName),
            ("Attendee #", Field::Code),
            ("Bedrijf / Organisatie", Field::Company),
            ("Wat zoek je deze avond?", Field::Wants),
            ("What are you looking for?", Field::Wants),
            ("Wat kun je anderen bieden?", Field::Offers),
            ("Mag je e-mailadres gedeeld worden met wie je ontmoet?", Field::Share),
            ("Which contact details may we share?", Field::Share),
            ("Geannuleerd op", Field::Cancelled),
            ("Naam van je organisatie", Field::Company),
            ("What is your name?", Field::Name),
            ("Website of LinkedIn", Field::Link),
        ] {
            assert_eq!(guessed(header), Some(field), "{header}");
        }
    }

    #[test]
    fn does_not_guess_wildly() {
        for header in [
            "Timestamp",
            "Opmerkingen",
            "Dieetwensen",
            "Invoice address: Company",
            "Ik ga akkoord met de voorwaarden",
            "Hoe heb je ons gevonden?",
            "Wat zoek en bied je?",
            "Order Date",
            "Ticket Type",
            "Aantal",
            "",
            "Prefix",
            "Position ID",
            "Event name",
            "Do you agree to receive email newsletter",
        ] {
            assert_eq!(guessed(header), None, "{header}");
        }
    }

    #[test]
    fn the_organizer_decides() {
        let choices = [Choice { header: "ik  ZOEK".into(), field: None }];
        let column = Column::of("Ik zoek", &choices);
        assert_eq!((column.field, column.chosen), (None, true));
        assert_eq!(Field::parse("First name"), Some(Field::FirstName));
        assert_eq!(Field::parse("shoe size"), None);
    }

    #[test]
    fn no_header_means_two_things() {
        let all: Vec<&str> = HEADERS.iter().flat_map(|(_, headers)| headers.iter().copied()).collect();
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(all.len(), unique.len());
    }
}
