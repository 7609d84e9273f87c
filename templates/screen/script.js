'use strict';

// The screen of an evening. Everything it knows stands in the element `data`; it asks nobody anything.
//
// The evening has a clock of its own: the real one, less the `shift` by which the evening runs late (or, below zero,
// early). While the evening is held, its clock stands still at `held`. Both are kept over a reload.
(() => {
  const MINUTE = 60000;
  // How long before the end of a round the next tables are shown, and before the end of a break.
  const HURRY = MINUTE;
  const GATHER = 3 * MINUTE;
  // A page of names stands for so long; a page that somebody turned to, longer.
  const PAGE_TIME = 10000;
  const TURNED_TIME = 40000;
  const SEARCH_TIME = 40000;
  const UNDO_TIME = 20000;
  // What is done so much earlier than planned is done to try things out.
  const REHEARSED = 45 * MINUTE;
  const FORGOTTEN = 6 * 60 * MINUTE;
  // Sizes of the list, from the largest; the largest with the fewest pages is taken.
  const SIZES = [2.3, 2, 1.75, 1.5, 1.3, 1.15, 1];
  const MANY = 80;
  // The narrowest column, in letters (em).
  const NARROWEST = 15;

  const data = JSON.parse(document.getElementById('data').textContent);
  const { phases, people, rounds, words } = data;
  const begin = phases[0].from;
  const end = phases[phases.length - 1].until;
  const at = (id) => document.getElementById(id);

  // ---- Words ----

  const fill = (pattern, values) => pattern.replace(/\{([a-z]+)\}/g, (all, key) => (key in values ? values[key] : all));
  const two = (number) => String(number).padStart(2, '0');

  function put(id, text) {
    if (at(id).textContent !== text) at(id).textContent = text;
  }

  // Clocks in the time zone of the evening, whatever zone this device is set to.
  function offset(moment) {
    const before = phases.filter((phase) => phase.from <= moment);
    return (before.length ? before[before.length - 1] : phases[0]).offset;
  }

  function clock(moment) {
    const local = new Date(moment + offset(moment) * MINUTE);
    return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
  }

  function duration(milliseconds) {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
    const minutes = Math.floor(seconds / 60);
    return `${two(minutes)}:${two(seconds % 60)}`;
  }

  // Letters without their accents: whoever types "muller" finds "Müller".
  const LETTERS = { ß: 'ss', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', æ: 'ae', þ: 'th', '’': "'", '‘': "'" };
  function fold(text) {
    const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
    return plain.replace(/[ßøœłđðħŧıæþ’‘]/g, (letter) => LETTERS[letter]).replace(/\s+/g, ' ').trim();
  }

  // ---- The clock of the evening ----

  // `#at=17:31` shows the evening as it is at that time, to try things out; `#at=17:31&speed=30` lets it run faster.
  const rehearsal = (() => {
    const found = /[#&]at=(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(location.hash);
    if (!found) return null;
    const DAY = 24 * 60 * MINUTE;
    const wanted = ((+found[1] * 60 + +found[2]) * 60 + +(found[3] || 0)) * 1000;
    const start = (((begin + phases[0].offset * MINUTE) % DAY) + DAY) % DAY;
    let ahead = wanted - start;
    if (ahead < -DAY / 2) ahead += DAY;
    if (ahead > DAY / 2) ahead -= DAY;
    const speed = /[#&]speed=(\d{1,3})/.exec(location.hash);
    return { from: begin + ahead, since: performance.now(), speed: speed ? +speed[1] : 1 };
  })();

  // In whole milliseconds, as sums and differences of fractions can fall just short of a minute.
  function now() {
    return rehearsal ? rehearsal.from + Math.round((performance.now() - rehearsal.since) * rehearsal.speed) : Date.now();
  }

  const state = { shift: 0, held: null, sound: true, byTable: false };
  const before = [];

  function load() {
    if (rehearsal) return;
    try {
      const kept = JSON.parse(localStorage.getItem(data.key));
      if (!kept) return;
      state.sound = kept.sound !== false;
      state.byTable = kept.byTable === true;
      const shift = Number.isFinite(kept.shift) ? kept.shift : 0;
      const held = Number.isFinite(kept.held) ? kept.held : null;
      const triedOut = !(kept.saved > begin - REHEARSED) || shift < -REHEARSED;
      if (triedOut || (held !== null && Date.now() - kept.saved > FORGOTTEN)) return;
      Object.assign(state, { shift, held });
    } catch {
      // Without memory the evening goes on by the timetable.
    }
  }

  function save() {
    if (rehearsal) return;
    try {
      localStorage.setItem(data.key, JSON.stringify({ ...state, saved: Date.now() }));
    } catch {
      // Some browsers keep nothing for a page from a file.
    }
  }

  // What the clock of the evening shows.
  function time() {
    return state.held === null ? now() - state.shift : state.held;
  }

  // Sets the clock of the evening.
  function set(moment, held) {
    before.push({ shift: state.shift, held: state.held, since: performance.now() });
    state.held = held ? moment : null;
    state.shift = now() - moment;
    save();
    tick();
  }

  function undo() {
    const last = before.pop();
    if (!last) return;
    Object.assign(state, { shift: last.shift, held: last.held });
    save();
    tick();
  }

  const isHeld = () => state.held !== null;

  function hold() {
    set(time(), !isHeld());
  }

  function skip() {
    const next = phases.find((phase) => phase.from > time());
    set(next ? next.from : Math.max(end, time()), isHeld() && time() >= begin);
  }

  // To the start of what is going on now, or of what was before it.
  function back() {
    const moment = time();
    const earlier = phases.filter((phase) => phase.from < moment - 3000);
    if (earlier.length) set(earlier[earlier.length - 1].from, isHeld());
  }

  function longer() {
    set(time() - MINUTE, isHeld());
  }

  function follow() {
    set(now(), false);
  }

  // What is going on: a phase of the timetable, or what is before and after it.
  function stage(moment) {
    if (moment < begin) return { kind: 'before', index: -1, round: 1, from: begin, until: begin };
    const index = phases.findIndex((phase) => moment < phase.until);
    return index < 0 ? { kind: 'ended', index: phases.length, round: 0, from: end, until: end } : { ...phases[index], index };
  }

  // ---- The bell ----

  let audio = null;

  function unlock() {
    if (!state.sound) return;
    try {
      if (!audio) {
        audio = new (window.AudioContext || window.webkitAudioContext)();
        audio.addEventListener('statechange', drawSound);
      }
      if (audio.state !== 'running') audio.resume().catch(() => {});
      drawSound();
    } catch {
      audio = null;
    }
  }

  function stroke(when, loudness) {
    for (const [partial, part, length] of [[1, 0.5, 2.6], [2.76, 0.28, 1.6], [5.4, 0.12, 0.8]]) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.frequency.value = 528 * partial;
      gain.gain.setValueAtTime(0.0001, when);
      gain.gain.exponentialRampToValueAtTime(loudness * part, when + 0.01);
      gain.gain.exponentialRampToValueAtTime(0.0001, when + length);
      tone.connect(gain).connect(audio.destination);
      tone.start(when);
      tone.stop(when + length);
    }
  }

  function ring(strokes, loudness) {
    if (!state.sound || !audio || audio.state !== 'running') return;
    for (let number = 0; number < strokes; number += 1) stroke(audio.currentTime + number * 0.7, loudness);
  }

  function sound() {
    if (state.sound && audio && audio.state === 'running') {
      state.sound = false;
    } else {
      state.sound = true;
      unlock();
      setTimeout(() => ring(1, 0.5), 150);
    }
    save();
    drawSound();
  }

  function drawSound() {
    const runs = audio && audio.state === 'running';
    put('sound', !state.sound ? words['sound-off'] : runs ? words['sound-on'] : words['sound-tap']);
    at('sound').setAttribute('aria-pressed', String(state.sound && Boolean(runs)));
  }

  // ---- Who sits where ----

  // For each round: person to [table, partner], or to null where they are free; nothing where they are not there.
  const places = rounds.map(({ meetings, free }) => {
    const place = new Map(free.map((person) => [person, null]));
    for (const [table, one, other] of meetings) {
      place.set(one, [table, other]);
      place.set(other, [table, one]);
    }
    return place;
  });
  const folded = people.map(({ lead, last, company }) => fold(`${lead}${last} ${company || ''}`));

  function element(kind, name, ...inside) {
    const made = document.createElement(kind);
    if (name) made.className = name;
    made.append(...inside);
    return made;
  }

  function named(person) {
    const { lead, last, company } = people[person];
    const named = element('div', 'person', element('bdi', 'name', lead, element('b', '', last)));
    if (company) named.append(' ', element('bdi', 'firm', company));
    return named;
  }

  const fullName = (person) => people[person].lead + people[person].last;

  function seat(table) {
    return element('span', 'seat', element('span', 'unseen', `${words.table} `), String(table));
  }

  function rowsByName(round) {
    const rows = [];
    people.forEach((_, person) => {
      const place = places[round - 1].get(person);
      if (place === undefined) return;
      const where = place ? seat(place[0]) : element('span', 'seat none', words.free);
      const row = element('li', '', element('div', 'who', named(person)), where);
      row.dataset.mark = people[person].last;
      rows.push(row);
    });
    return rows;
  }

  function rowsByTable(round) {
    const { meetings, free } = rounds[round - 1];
    const rows = meetings.map(([table, one, other]) => {
      const who = element('div', 'who', named(one), named(other));
      if (data.tables[table]) who.append(element('p', 'place', data.tables[table]));
      const row = element('li', 'table', seat(table), who);
      row.dataset.mark = table;
      return row;
    });
    for (const person of free) {
      rows.push(element('li', '', element('div', 'who', named(person)), element('span', 'seat none', words.free)));
    }
    return rows;
  }

  // Where somebody is in a round, in words.
  function whereabouts(label, round, person) {
    const place = places[round - 1].get(person);
    const line = element('p', '', `${label}: `);
    if (place) {
      const table = data.tables[place[0]] ? `${words.table} ${place[0]} (${data.tables[place[0]]})` : `${words.table} ${place[0]}`;
      line.append(element('span', 'seat', table), ` ${fill(words.with, { name: fullName(place[1]) })}`);
    } else {
      line.append(place === null ? words.free : words.away);
    }
    return line;
  }

  function rowsFound(query, now) {
    const parts = fold(query).split(' ');
    const found = people.map((_, person) => person).filter((person) => parts.every((part) => folded[person].includes(part)));
    const rows = found.slice(0, 60).map((person) => {
      const row = element('li', 'wide', named(person));
      if (now.kind === 'round') row.append(whereabouts(words.now, now.round, person));
      const next = now.kind === 'round' ? now.round + 1 : now.round;
      if (next >= 1 && next <= data.count) row.append(whereabouts(fill(words.round, { round: next }), next, person));
      return row;
    });
    return { rows, count: found.length };
  }

  // ---- The list, and its pages ----

  const shown = { key: '', page: 0, pages: 1, turned: -Infinity, auto: 0 };

  // The rows run on in columns; what does not fit stands to the right, a page further. How far is no whole number.
  function stride() {
    return at('window').getBoundingClientRect().width + (parseFloat(getComputedStyle(at('list')).columnGap) || 0);
  }

  const measure = () => Math.max(1, Math.ceil((at('list').scrollWidth - 2) / stride()));

  // On a telephone there is one page, which is scrolled.
  const scrolled = window.matchMedia('(max-width: 46rem), (max-height: 34rem)');

  function fit() {
    const { style } = at('list');
    if (!at('window').clientWidth) return;
    const best = scrolled.matches ? { size: '', columns: '', pages: 1 } : bestFit(style);
    style.fontSize = best.size;
    style.columnCount = best.columns;
    shown.pages = best.pages;
    turn(Math.min(shown.page, shown.pages - 1));
  }

  // The fewest pages; with these, the largest type; with that, the widest columns.
  function bestFit(style) {
    let best = null;
    // A long list takes time to lay out: only what can be best for it is tried.
    const many = at('list').children.length > MANY;
    for (const size of many ? SIZES.slice(-3) : SIZES) {
      style.fontSize = `${size}rem`;
      const most = Math.floor(stride() / (NARROWEST * parseFloat(getComputedStyle(at('list')).fontSize)));
      for (let columns = many ? Math.max(1, most) : 1; columns <= Math.max(1, most); columns += 1) {
        style.columnCount = columns;
        const pages = measure();
        if (!best || pages < best.pages) best = { size: `${size}rem`, columns, pages };
        if (pages === 1) return best;
      }
    }
    return best;
  }

  function turn(page) {
    shown.page = (page + shown.pages) % shown.pages;
    shown.auto = performance.now();
    at('list').style.transform = shown.page ? `translateX(${-shown.page * stride()}px)` : '';
    at('pager').style.visibility = shown.pages > 1 ? 'visible' : 'hidden';
    put('page', [range(), fill(words.page, { page: shown.page + 1, pages: shown.pages })].filter(Boolean).join(' · '));
  }

  // What is on the page: from which name or table to which.
  function range() {
    const step = stride();
    const isHere = (row) => Math.floor((row.offsetLeft + 2) / step) === shown.page;
    const marks = [...at('list').children].filter(isHere).map((row) => row.dataset.mark).filter(Boolean);
    return marks.length ? `${marks[0]} – ${marks[marks.length - 1]}` : '';
  }

  function turnByHand(step) {
    turn(shown.page + step);
    shown.turned = performance.now();
  }

  let peek = false;
  let peekedAt = null;
  let typed = 0;

  // The round whose tables are shown; 0 for none.
  function roundToShow(now, moment) {
    if (now.kind === 'ended') return 0;
    if (now.kind !== 'round') return now.round;
    const another = now.round < data.count;
    const hurries = another && now.until - moment <= HURRY;
    return another && hurries !== peek ? now.round + 1 : now.round;
  }

  function drawList(now, moment) {
    const round = roundToShow(now, moment);
    const query = at('search').value.trim();
    const key = [round, now.index, state.byTable, query].join('|');
    if (key === shown.key) return;
    shown.key = key;
    shown.page = 0;
    shown.turned = -Infinity;
    let rows;
    if (query) {
      const found = rowsFound(query, now);
      rows = found.rows;
      put('seats-title', found.count ? fill(words.found, { count: found.count }) : words['no-one']);
    } else {
      rows = !round ? [] : state.byTable ? rowsByTable(round) : rowsByName(round);
      const current = now.kind === 'round' && now.round === round;
      put('seats-title', current ? words['now-at-table'] : round ? fill(words['find-your-table'], { round }) : '');
      if (round && !rows.length) put('seats-title', words.nobody);
    }
    at('list').replaceChildren(...rows);
    fit();
  }

  // ---- Drawing ----

  function drawTime(now, moment) {
    const left = now.until - moment;
    const far = now.kind === 'before' && left > 100 * MINUTE;
    const names = {
      before: far ? words.before : words.welcome,
      round: fill(words.round, { round: now.round }),
      change: words.change,
      break: now.label || words.break,
      ended: words.ended,
    };
    put('stage-name', names[now.kind]);
    put('stage-of', now.kind === 'round' ? fill(words.of, { count: data.count }) : '');
    put('countdown', far ? clock(begin + nowShift()) : now.kind === 'ended' ? '' : duration(left));
    at('countdown').classList.toggle('long', at('countdown').textContent.length > 5);
    const length = now.until - now.from;
    at('bar-done').style.width = `${length > 0 ? Math.min(100, Math.max(0, 100 * (moment - now.from) / length)) : 0}%`;
    drawUntil(now, left, far);
  }

  // When what is going on ends, as the clock on the wall will show it.
  function drawUntil(now, left, far) {
    const late = nowShift();
    const time = clock(now.until + late);
    const hurries = now.kind === 'round' && left <= HURRY;
    const last = now.kind === 'round' && now.round === data.count;
    const lines = {
      before: far ? '' : `${words.before} ${time}`,
      round: fill(last ? words['last-until'] : words.until, { time }),
      change: fill(words.begins, { round: now.round, time }),
      break: fill(words.begins, { round: now.round, time: clock(startOf(now.round) + late) }),
      ended: words.thanks,
    };
    put('until', lines[now.kind]);
    const next = now.kind === 'round' && !last ? fill(words['next-round'], { round: now.round + 1 }) : '';
    put('next', isHeld() ? words.paused : hurries ? words['last-minute'] : next);
    document.body.classList.toggle('hurry', hurries);
  }

  const startOf = (round) => phases.find((phase) => phase.kind === 'round' && phase.round === round)?.from ?? end;

  // How late the evening is; while it is held, it gets later. The clock is asked once: it goes on between two questions,
  // and a millisecond less than no delay would show the minute before.
  const nowShift = () => (isHeld() ? now() - state.held : state.shift);

  function drawHead() {
    put('now', clock(now()));
    const foreign = -new Date(now()).getTimezoneOffset() !== offset(now());
    put('zone', foreign ? fill(words.zone, { zone: data.zone }) : '');
    const minutes = Math.round(nowShift() / MINUTE);
    const drift = minutes > 0 ? fill(words.late, { minutes }) : minutes < 0 ? fill(words.early, { minutes: -minutes }) : '';
    put('drift', Math.abs(minutes) > 600 ? '' : drift);
    at('timetable').hidden = minutes === 0 && !isHeld();
  }

  function drawControls(now) {
    put('hold', isHeld() ? words.resume : words.pause);
    at('hold').classList.toggle('main', isHeld() && now.kind !== 'before');
    put('skip', now.kind === 'before' ? words.start : words.skip);
    at('skip').classList.toggle('main', now.kind === 'before');
    at('skip').disabled = at('hold').disabled = at('longer').disabled = now.kind === 'ended';
    at('back').disabled = now.kind === 'before';
    at('peek').disabled = !canPeek(now);
    at('peek').setAttribute('aria-pressed', String(peek));
    put('view', state.byTable ? words['by-name'] : words['by-table']);
    const last = before[before.length - 1];
    at('undo').hidden = !last || performance.now() - last.since > UNDO_TIME;
  }

  const canPeek = (now) => (now.kind === 'round' && now.round < data.count) || now.kind === 'break';

  let last = null;

  // What changes is said, and rung.
  function tell(now, moment) {
    const hurries = now.kind === 'round' && now.until - moment <= HURRY;
    if (last && last.index !== now.index) {
      peek = false;
      if (now.kind === 'round') {
        ring(2, 0.9);
        put('said', fill(words.started, { round: now.round, time: clock(now.until + nowShift()) }));
      } else if (now.kind !== 'before') {
        ring(3, 0.9);
        put('said', now.kind === 'ended' ? words.ended : now.kind === 'break' ? now.label || words.break : fill(words['find-your-table'], { round: now.round }));
      }
    } else if (last && hurries && !last.hurries) {
      ring(1, 0.4);
      put('said', words['last-minute']);
    }
    last = { index: now.index, hurries };
  }

  function tick() {
    const moment = time();
    const now = stage(moment);
    tell(now, moment);
    const idle = performance.now();
    if (peekedAt !== null && idle - peekedAt > TURNED_TIME) {
      peek = false;
      peekedAt = null;
    }
    if (at('search').value && idle - typed > SEARCH_TIME) at('search').value = '';
    const calm = now.kind === 'ended' || (now.kind === 'break' && now.until - moment > GATHER);
    document.body.classList.toggle('calm', calm && !peek && !at('search').value);
    document.body.classList.toggle('ended', now.kind === 'ended');
    document.body.classList.toggle('held', isHeld());
    drawTime(now, moment);
    drawHead();
    drawControls(now);
    drawList(now, moment);
    if (shown.pages > 1 && idle - shown.auto > PAGE_TIME && idle - shown.turned > TURNED_TIME) turn(shown.page + 1);
  }

  // ---- What people do ----

  function togglePeek() {
    if (!canPeek(stage(time()))) return;
    peek = !peek;
    peekedAt = peek ? performance.now() : null;
    tick();
  }

  // The list may be out of sight, in a break.
  function search() {
    if (document.body.classList.contains('calm')) togglePeek();
    at('search').focus();
  }

  function toggleView() {
    state.byTable = !state.byTable;
    save();
    tick();
  }

  function fullScreen() {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
    done?.catch?.(() => {});
    stayAwake();
  }

  // A tablet that falls asleep rings no bell.
  let awake = null;
  async function stayAwake() {
    if (awake && !awake.released) return;
    try {
      awake = await navigator.wakeLock.request('screen');
    } catch {
      // Not every browser can, and none that saves its battery.
    }
  }

  const actions = {
    hold, back, skip, longer, undo, timetable: follow, view: toggleView, peek: togglePeek, sound, full: fullScreen,
    help: () => at('keys').showModal(),
    'keys-close': () => at('keys').close(),
    'page-back': () => turnByHand(-1),
    'page-on': () => turnByHand(1),
  };

  const keys = {
    ' ': () => (time() < begin && isHeld() ? skip() : hold()),
    n: skip, b: back, '+': longer, '=': longer, t: toggleView, p: togglePeek, m: sound, f: fullScreen,
    arrowright: () => turnByHand(1), pagedown: () => turnByHand(1),
    arrowleft: () => turnByHand(-1), pageup: () => turnByHand(-1),
    s: search, '/': search,
    '?': () => at('keys').showModal(),
  };

  // The button of the bell unlocks it by itself: unlocked before, it would be taken for switched on, and be switched off.
  const isBell = (event) => event.target === at('sound');

  function pressed(event) {
    if (!isBell(event) && event.key.toLowerCase() !== 'm') unlock();
    if (event.ctrlKey || event.metaKey || event.altKey || at('keys').open) return;
    if (event.target === at('search')) {
      if (event.key === 'Escape') {
        at('search').value = '';
        at('search').blur();
        tick();
      }
      return;
    }
    // A button does what its label says when it is pressed with the keyboard.
    if (event.target instanceof HTMLButtonElement && [' ', 'Enter'].includes(event.key)) return;
    const action = keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // A button that says different things keeps its width: none may move away from under a finger.
  function steady(id, ...labels) {
    const button = at(id);
    const widths = labels.map((text) => {
      button.textContent = text;
      return button.getBoundingClientRect().width / parseFloat(getComputedStyle(button).fontSize);
    });
    button.style.minWidth = `${Math.max(...widths) + 0.1}em`;
  }

  function label() {
    steady('hold', words.pause, words.resume);
    steady('skip', words.start, words.skip);
    steady('view', words['by-name'], words['by-table']);
    steady('sound', words['sound-on'], words['sound-off'], words['sound-tap']);
    for (const [id, word] of [['back', 'back'], ['longer', 'minute-later'], ['undo', 'undo'], ['timetable', 'timetable'], ['peek', 'preview'], ['full', 'full-screen'], ['help', 'help'], ['keys-title', 'help'], ['keys-close', 'close'], ['rehearsal', 'rehearsal']]) {
      put(id, words[word]);
    }
    at('search').placeholder = words.search;
    at('search').setAttribute('aria-label', words.search);
    at('page-back').setAttribute('aria-label', words['previous-page']);
    at('page-on').setAttribute('aria-label', words['next-page']);
    at('controls').setAttribute('aria-label', words.controls);
    at('keys-list').append(...words.keys.split(' · ').map((line) => element('li', '', line)));
    put('event', data.venue ? `${data.name} · ${data.venue}` : data.name);
    at('rehearsal').hidden = !rehearsal;
  }

  load();
  label();
  for (const [id, action] of Object.entries(actions)) {
    at(id).addEventListener('click', (event) => {
      // After a tap the keys are for the evening again, and not for the button that was tapped.
      if (event.detail > 0) at(id).blur();
      action();
    });
  }
  at('search').addEventListener('input', () => {
    typed = performance.now();
    tick();
  });
  document.addEventListener('keydown', pressed);
  document.addEventListener('pointerdown', (event) => {
    if (!isBell(event)) unlock();
    stayAwake();
  });
  document.addEventListener('visibilitychange', tick);
  window.addEventListener('hashchange', () => location.reload());
  new ResizeObserver(fit).observe(at('window'));
  drawSound();
  tick();
  setInterval(tick, 200);
})();
