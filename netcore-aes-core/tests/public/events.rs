//! The rules for events: every shared case, and what a case cannot hold.

use netcore_aes_core::{Error, EventContext, MAX_EVENTS, Problem, Rule, check_events, check_events_with};
use serde_json::{Value, json};

use crate::cases::vectors_of;

/// What a case lists of a problem.
fn listed(problem: &Problem) -> Value {
    json!({
        "pointer": problem.pointer, "rule": problem.rule.name(), "severity": problem.severity().name(), "event": problem.event,
    })
}

#[test]
fn every_vector() {
    let cases = vectors_of("events.json");
    for case in &cases {
        let expected = EventContext { asset_id: case["asset_id"].as_str(), now: case["now"].as_i64() };
        let problems = check_events(case["payload"].as_str().unwrap().as_bytes(), &expected).unwrap();
        let problems: Vec<Value> = problems.iter().map(listed).collect();
        assert_eq!(Value::from(problems), case["problems"], "{}", case["id"]);
    }
    assert!(cases.len() >= 100);
}

/// Two problems at one place would be two pieces of advice. A key that stands twice has two values, and text after the payload
/// is a problem of its own.
#[test]
fn a_place_has_one_problem() {
    let cases = vectors_of("events.json");
    let payloads = cases.iter().map(|case| case["payload"].as_str().unwrap().to_owned());
    let fields =
        "asset_id activity_name timestamp identity anonid annonid email mobile activity_source activity_params more";
    let values = ["null", "true", "1", "1.5", "\"\"", "\"x\"", "[]", "[1]", "[[]]", "{}", "{\"a\":[]}"];
    let made = fields.split(' ').flat_map(|field| values.map(|value| format!(r#"[{{"{field}":{value}}}]"#)));
    for payload in payloads.chain(made) {
        let problems = check_events(payload.as_bytes(), &EventContext { asset_id: Some("a"), now: Some(0) }).unwrap();
        let is_twice = problems.iter().any(|problem| problem.rule == Rule::DuplicateKey);
        let mut places: Vec<_> =
            problems.iter().filter(|problem| problem.rule.name() != "json").map(|problem| &problem.pointer).collect();
        let count = places.len();
        places.sort();
        places.dedup();
        assert!(is_twice || places.len() == count, "{payload}: {problems:?}");
    }
}

const EVENT: &str = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;

fn rules(payload: &[u8]) -> Vec<Rule> {
    check_events(payload, &EventContext::default()).unwrap().into_iter().map(|problem| problem.rule).collect()
}

/// Each of the fields alone: one set holds them all.
#[test]
fn every_field_that_stands_twice_is_found() {
    let names =
        "asset_id activity_name timestamp identity anonid annonid email mobile activity_source activity_params other";
    let once = names.split(' ').map(|name| format!("\"{name}\":1")).collect::<Vec<_>>();
    assert!(!rules(format!("[{{{}}}]", once.join(",")).as_bytes()).contains(&Rule::DuplicateKey));
    for field in &once {
        let twice = format!("[{{{},{field}}}]", once.join(","));
        let found = rules(twice.as_bytes()).into_iter().filter(|rule| *rule == Rule::DuplicateKey).count();
        assert_eq!(found, 1, "{field}");
    }
}

#[test]
fn a_thousand_events_and_no_more() {
    let events = |count| format!("[{}]", vec![EVENT; count].join(","));
    assert_eq!(rules(events(MAX_EVENTS).as_bytes()), []);
    assert_eq!(rules(events(MAX_EVENTS + 1).as_bytes()), [Rule::Count { count: MAX_EVENTS + 1 }]);
}

#[test]
fn a_payload_that_is_not_utf_8_is_no_json() {
    let mut payload = format!("[{EVENT}]").into_bytes();
    let place = payload.iter().position(|byte| *byte == b'n').unwrap();
    payload[place] = 0xff;
    assert!(matches!(rules(&payload)[..], [Rule::Json { .. }]));
}

#[test]
fn no_message_holds_a_value() {
    let secret = "5ecret";
    let payload = format!(
        r#"[{{"asset_id":"{secret}","activity_name":["{secret}"],"timestamp":"{secret}","activity_source":"{secret}"}},"{secret}"]{secret}"#
    );
    let problems = check_events(payload.as_bytes(), &EventContext { asset_id: Some("other"), now: Some(0) }).unwrap();
    assert!(problems.len() >= 6, "{problems:?}");
    for problem in problems {
        assert!(!format!("{problem} {problem:?}").contains(secret), "{problem}");
    }
}

/// An event with 200 fields too many in front.
fn with_unknown_fields() -> String {
    let unknown: Vec<String> = (0..200).map(|field| format!(r#""x{field}":0"#)).collect();
    EVENT.replacen('{', &format!("{{{},", unknown.join(",")), 1)
}

#[test]
fn problems_take_memory_in_proportion_to_the_payload() {
    // A key of 200 kB around 100 000 empty arrays: with a pointer of its own for each, 20 GB.
    let params = format!(r#"{{"{}":[{}[]]}}"#, "k".repeat(200_000), "[],".repeat(100_000));
    let long = EVENT.replace("{}", &params);
    // A million events without a field, and a field too many in each of a thousand.
    let many = format!("[{}{{}}]", "{},".repeat(1_000_000));
    let warned = with_unknown_fields().replace("web", "phone");
    for (payload, least, most) in [
        (format!("[{long}]"), 100, 200),
        (many, 5001, 11_001),
        (format!("[{}{warned}]", format!("{warned},").repeat(999)), 10_000, 11_000),
    ] {
        let problems = check_events(payload.as_bytes(), &EventContext::default()).unwrap();
        assert!((least..=most).contains(&problems.len()), "{}", problems.len());
        assert!(problems.iter().all(|problem| problem.pointer.len() <= 1024 + '…'.len_utf8()));
    }
}

#[test]
fn what_stops_the_report_stops_the_check() {
    for payload in ["[{},{},{}]", "[", "\u{feff}"] {
        let mut problems = 0;
        let stopped = check_events_with(payload.as_bytes(), &EventContext::default(), &mut |_| {
            problems += 1;
            Err(Error::Memory { bytes: 1 })
        });
        assert_eq!((stopped, problems), (Err(Error::Memory { bytes: 1 }), 1), "{payload}");
    }
}

#[test]
fn a_pointer_is_whole_up_to_1024_bytes() {
    let pointer = |key: String| {
        let event = EVENT.replace("{}", &format!(r#"{{"{key}":[]}}"#));
        check_events(format!("[{event}]").as_bytes(), &EventContext::default()).unwrap().remove(0).pointer
    };
    let start = "/0/activity_params/";
    let key = "k".repeat(1024 - start.len());
    assert_eq!(pointer(key.clone()), format!("{start}{key}"));
    assert_eq!(pointer(format!("{key}k")), format!("{start}{key}…"));
    // Cut between characters.
    assert_eq!(pointer(format!("{}é", &key[1..])), format!("{start}{}…", &key[1..]));
}

#[test]
fn no_event_that_is_wrong_passes_for_a_good_one() {
    // The error of each stands behind more warnings than are reported.
    let event = with_unknown_fields().replace("web", "phone");
    let payload = format!("[{}{event}]", format!("{event},").repeat(MAX_EVENTS - 1));
    let problems = check_events(payload.as_bytes(), &EventContext::default()).unwrap();
    let wrong = problems.iter().filter(|problem| problem.rule == Rule::Source);
    assert_eq!(wrong.count(), MAX_EVENTS);
}

/// An object of a hundred thousand keys, and one key a hundred thousand times: neither may take time squared.
#[test]
fn hostile_objects_are_read_in_linear_time() {
    let different: Vec<String> = (0..100_000).map(|key| format!(r#""k{key}":1"#)).collect();
    let event = |fields: &[String]| format!(r#"[{{"activity_params":{{{}}}}}]"#, fields.join(","));
    assert_eq!(rules(event(&different).as_bytes()).len(), 5);
    let same = vec![different[0].clone(); 100_000];
    assert_eq!(rules(event(&same).as_bytes()).len(), 100);
}

/// Keys of the same length with the same ends are told apart only by comparing them, however many come between.
#[test]
fn keys_that_look_alike_are_compared() {
    let params = |keys: &[&str]| {
        let members: Vec<String> = keys.iter().map(|key| format!(r#""{key}":1"#)).collect();
        let event = EVENT.replace("{}", &format!("{{{}}}", members.join(",")));
        rules(format!("[{event}]").as_bytes())
    };
    assert_eq!(params(&["axb", "ayb", "a\\u0078c", "azb", ""]), []);
    for keys in [
        &["axb", "ayb", "axb"][..],
        &["axb", "ayb", "azb", "ayb"],
        &["c", "axb", "ayb", "c"],
        &["a\\u0078b", "c", "axb"],
        &["axb", "c", "a\\u0078b"],
        &["a\\u0078b", "c", "\\u0061xb"],
        &["", "c", ""],
    ] {
        assert_eq!(params(keys), [Rule::DuplicateKey], "{keys:?}");
    }
    let many: Vec<String> = (0..40).map(|key| format!("a{key:02}b")).collect();
    for key in [0, 15, 16, 17, 39] {
        let keys: Vec<&str> = many.iter().chain([&many[key]]).map(String::as_str).collect();
        assert_eq!(params(&keys), [Rule::DuplicateKey], "{key}");
    }
}

#[test]
fn a_key_of_an_inner_object_is_no_key_of_the_outer() {
    let event =
        EVENT.replace(r#""activity_params":{}"#, r#""activity_params":{"a":{"b":1,"c":{"d":1}},"b":2,"c":3,"d":4}"#);
    assert_eq!(rules(format!("[{event},{event}]").as_bytes()), []);
}

#[test]
fn strings_with_escapes_are_strings_wherever_they_stand() {
    assert_eq!(rules(br#""\u0061""#), [Rule::Payload { found: "a string" }]);
    assert_eq!(rules(br#"["\u0061"]"#), [Rule::Event { found: "a string" }]);
    let event = EVENT.replace(r#""web""#, r#""w\u0065b""#).replace("activity_name", r"activity\u005fname");
    assert_eq!(rules(format!("[{event}]").as_bytes()), []);
}
