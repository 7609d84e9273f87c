//! A real browser, without a window: Chromium, spoken to by its driver (the protocol is `WebDriver`).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The key under which the driver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a page may take for what it does by itself. Machines that build at the same time are slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time stands still in every page until a test lets it pass: how fast the machine is changes nothing.
const HELD_TIME: &str = "const opened = Date.now(); window.passed = 0; \
    performance.now = () => window.passed; Date.now = () => opened + window.passed;";

/// One browser at a time.
static TURN: Mutex<()> = Mutex::new(());

/// A browser with one page.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    address: String,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Opens a browser. Without its driver there is none, and the test is left out; where `CI` is set that is a failure.
    pub fn open() -> Option<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut command = Command::new("chromedriver");
        let started = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match started {
            Ok(driver) => driver,
            Err(error) => {
                let message =
                    format!("no chromedriver (Debian: apt-get install chromium chromium-driver): {error}");
                assert!(std::env::var_os("CI").is_none(), "{message}");
                eprintln!("left out: {message}");
                return None;
            }
        };
        let port = port(&mut driver);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        let mut browser =
            Self { driver, agent, address: format!("http://127.0.0.1:{port}/session"), _turn: turn };
        let session = browser.post("", &wanted())["sessionId"].as_str().expect("a session").to_owned();
        browser.address = format!("{}/{session}", browser.address);
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": HELD_TIME }));
        Some(browser)
    }

    /// Opens a file, with what follows its name in an address.
    pub fn show(&self, file: &Path, rest: &str) {
        // Another hash alone would not load the page again.
        self.post("/url", &json!({ "url": "about:blank" }));
        self.post("/url", &json!({ "url": format!("file://{}{rest}", file.display()) }));
    }

    /// Lets time pass in the page, in milliseconds.
    pub fn let_pass(&self, milliseconds: u32) {
        self.run(&format!("window.passed += {milliseconds}"));
    }

    /// Sets the size of the page.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Asks the tools for developers.
    pub fn devtools(&self, command: &str, parameters: &Value) {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Runs a script in the page; what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The text of an element, as it is seen.
    pub fn text(&self, id: &str) -> String {
        self.run(&format!("return document.getElementById('{id}').innerText"))
            .as_str()
            .unwrap()
            .trim()
            .to_owned()
    }

    /// Whether an element is seen.
    pub fn is_seen(&self, id: &str) -> bool {
        self.run(&format!("return document.getElementById('{id}').checkVisibility()")) == true
    }

    /// Presses a button with a pointer.
    pub fn press(&self, id: &str) {
        let element = self.element(id);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into an element.
    pub fn type_into(&self, id: &str, text: &str) {
        let element = self.element(id);
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses a key, whatever has the focus.
    pub fn key(&self, key: &str) {
        let actions = json!([{ "type": "key", "id": "keyboard", "actions": [
            { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
        ] }]);
        self.post("/actions", &json!({ "actions": actions }));
    }

    fn element(&self, id: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": format!("#{id}") }));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("#{id}: {found}")).to_owned()
    }

    /// What a screen reader says of all controls that are there for it: role and name.
    pub fn controls(&self) -> Vec<(String, String)> {
        let all = json!({ "using": "css selector", "value": "button, input, select, a, dialog, [tabindex]" });
        let found = self.post("/elements", &all);
        let ids = found.as_array().unwrap().iter().map(|element| element[ELEMENT].as_str().unwrap());
        let said = |id: &str, what: &str| {
            self.get(&format!("/element/{id}/{what}")).as_str().unwrap_or_default().to_owned()
        };
        let controls = ids.map(|id| (said(id, "computedrole"), said(id, "computedlabel")));
        controls.filter(|(role, _)| role != "none").collect()
    }

    /// Everything that was asked of the network, or of the disk, since this was asked last.
    pub fn requests(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "performance" }));
        let messages = log.as_array().unwrap().iter().filter_map(|entry| entry["message"].as_str());
        let messages =
            messages.map(|message| serde_json::from_str::<Value>(message).unwrap()["message"].take());
        let sent = messages.filter(|message| message["method"] == "Network.requestWillBeSent");
        sent.map(|message| message["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }

    /// What the page complained of.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" }));
        log.as_array()
            .unwrap()
            .iter()
            .filter_map(|entry| entry["message"].as_str())
            .map(str::to_owned)
            .collect()
    }

    /// A picture of the page, a PNG file.
    pub fn picture(&self) -> Vec<u8> {
        from_base_64(self.get("/screenshot").as_str().unwrap())
    }

    /// Waits until the page is as expected.
    #[track_caller]
    pub fn wait_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(
                Instant::now() < until,
                "this does not come: {what}; there is\n{}",
                self.run("return document.body.innerText")
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.agent.post(format!("{}{path}", self.address)).content_type("application/json");
        answer(path, request.send(body.to_string()))
    }

    fn get(&self, path: &str) -> Value {
        answer(path, self.agent.get(format!("{}{path}", self.address)).call())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser; the driver is ours to end.
        let _ = self.agent.delete(&self.address).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[track_caller]
fn answer(path: &str, response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let text = response.and_then(|mut response| response.body_mut().read_to_string());
    let text = text.unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut value: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"));
    assert!(value["value"]["error"].is_null(), "{path}: {}", value["value"]["message"]);
    value["value"].take()
}

fn from_base_64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|&digit| digit == byte));
    let (mut bytes, mut whole, mut bits) = (Vec::new(), 0_usize, 0);
    for digit in digits {
        whole = (whole << 6 | digit) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((whole >> bits & 0xff) as u8);
        }
    }
    bytes
}

/// The driver says which port it has taken.
fn port(driver: &mut Child) -> u16 {
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    port.expect("the driver says its port")
}

fn wanted() -> Value {
    let flags =
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"];
    json!({ "capabilities": { "alwaysMatch": {
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": { "args": flags },
    } } })
}
