//! The check of events against a second one over another reader of JSON, and that reader's grammar case by case.

use netcore_aes_core::{EventContext, check_events};
use proptest::prelude::*;
use serde_json::Value;

use crate::cases::vectors_of;
use crate::{oracle, tried};

const CONTEXT: EventContext<'_> = EventContext { asset_id: Some("a"), now: Some(1_756_209_943) };

/// Checks a payload in both ways; returns the problems.
fn compare(payload: &[u8]) -> Vec<String> {
    let problems: Vec<String> = check_events(payload, &CONTEXT).unwrap().iter().map(oracle::told).collect();
    assert_eq!(problems, oracle::problems(payload, &CONTEXT), "{}", String::from_utf8_lossy(payload));
    problems
}

fn vectors() -> Vec<String> {
    let payloads = vectors_of("events.json").into_iter().map(|case| case["payload"].as_str().unwrap().to_owned());
    payloads.filter(|payload| payload.len() < 5000).collect()
}

/// Each whole, cut at every place, and with each byte replaced by one that means something to JSON.
#[test]
fn every_vector_whole_cut_and_spoilt() {
    for payload in vectors() {
        compare(payload.as_bytes());
        for place in 0..payload.len().min(700) {
            compare(&payload.as_bytes()[..place]);
            let mut spoilt = payload.clone().into_bytes();
            spoilt[place] = b"\"\\{}[],:0-.eE+ntf \n\x00\x1f\x7f\x80\xff"[place % 24];
            compare(&spoilt);
        }
    }
}

/// JSON as RFC 8259 has it, a value a line; at each line of `REFUSED` no reader may take it.
const TAKEN: &str = r#"
null
true
false
0
-0
-1
7
10
1234567890
999999999999999999
1000000000000000000
9223372036854775807
-9223372036854775808
9223372036854775808
18446744073709551615
18446744073709551616
-9223372036854775809
100000000000000000000000000000
0.0
-0.0
0.5
10.25
1e0
1E5
1e+5
1e-5
1E-05
0e0
0e99999
-0e-1
1.5e300
1.7976931348623157e308
5e-324
1e-99999
123.456e-7
""
" "
"a"
"\""
"\\"
"\/"
"/"
"\b\f\n\r\t"
"\u0000"
"\u001f"
"\u0041"
"\u00e9"
"\u00E9"
"\uFFFF"
"\ufffe"
"\ud7ff"
"\ue000"
"\ud800\udc00"
"\uDBFF\uDFFF"
"\ud83d\ude00"
"x\ud83d\ude00y"
"\\u0041"
"\\\\"
"\\\""
"é"
"😀"
"\u2028"
"'"
"a/b~c"
"fifteen bytes.."
"sixteen bytes..."
"seventeen bytes.."
"thirty-two bytes in two halves.."
"sixteen bytes...\n"
"fifteen bytes..\\"
[]
[ ]
[1]
[1,2]
[ 1 , 2 ]
[[]]
[[],[[]]]
[[[[[[[[]]]]]]]]
[null,true,false,0,"",[],{}]
[""]
["",""]
{}
{ }
{"":0}
{"a":1}
{"a":1,"b":2}
{ "a" : 1 , "b" : 2 }
{"a":{"a":{"a":{}}}}
{"a":[],"b":{}}
{"a":1,"a":1}
{"\u0061":1,"a":2}
{"\\":1,"\"":2}
{"a b":1}
{"sixteen bytes...":1,"sixteen bytes..,":2}
[{"a":[{"b":[]}]}]
[1,"a",{"b":null}]
"#;

const REFUSED: &str = r#"
n
nul
nulll
Null
NULL
tru
True
TRUE
falsee
fals
undefined
NaN
-NaN
Infinity
-Infinity
None
-
+1
+0
--1
-a
- 1
01
00
-01
-00
007
1.
-1.
0.
.5
-.5
1.e5
1..2
1.2.3
1.2e
1e
1E
1e+
1e-
1e+-1
1e1.5
1ee5
0x10
1_000
1,000
1e400
-1e400
1a
1 2
1"
0b1
'a'
a
"
"a
"a\"
"\"
"\x41"
"\a"
"\'"
"\0"
"\u"
"\u0"
"\u00"
"\u004"
"\u004g"
"\u+041"
"\u 041"
"\U0041"
"\ud800"
"\udc00"
"\ud800a"
"\ud800\n"
"\ud800\u0041"
"\ud800\ud800"
"\udc00\ud800"
"\ud83d\ude0"
"\ud83d\u"
"\ud83d\"
"a"b
"a""b"
""a
"	"
"a	b"
[
]
[]]
[[]
[1
[1,
[1,]
[,1]
[,]
[1,,2]
[1 2]
[1;2]
[1:2]
[1}
["a"
["a",
["a
[a]
["a":1]
[{]}
[{}
{
}
{}}
{{}}
{"a"
{"a":
{"a":1
{"a":1,
{"a":1,}
{,}
{,"a":1}
{"a":1,,"b":2}
{"a" 1}
{"a":}
{"a"::1}
{"a",1}
{"a"=1}
{"a":1 "b":2}
{"a":1;"b":2}
{"a":1]
{a:1}
{'a':1}
{1:1}
{null:1}
{[]:1}
{"a":b}
{"a":1}}
{"a":1}{"b":2}
{"\ud800":1}
{"a\":1}
[] x
[]1
{} []
// a
[] // a
[/* a */]
# a
[1]#
"#;

/// Alone, in an array, in an event, behind another value, and with white space around it.
fn places(value: &str) -> [String; 6] {
    [
        value.to_owned(),
        format!(" \r\n\t{value}\t \n"),
        format!("[{value}]"),
        format!("[{{\"activity_params\":{{\"a\":{value}}}}}]"),
        format!("[{{\"identity\":{value},\"b\":\"sixteen bytes and more\"}}]"),
        format!("[0,{value} ,0]"),
    ]
}

fn is_json(problems: &[String]) -> bool {
    !problems.iter().any(|problem| problem.contains(" json line "))
}

#[test]
fn every_case_of_the_grammar() {
    let mut count = 0;
    for (cases, expected) in [(TAKEN, true), (REFUSED, false)] {
        for value in cases.lines().filter(|value| !value.is_empty()) {
            count += 1;
            for payload in places(value) {
                assert_eq!(
                    serde_json::from_str::<Value>(&payload).is_ok(),
                    is_json(&compare(payload.as_bytes())),
                    "{payload}"
                );
            }
            assert_eq!(is_json(&compare(value.as_bytes())), expected, "{value}");
        }
    }
    assert!(count >= 200, "{count}");
}

/// What a line of text cannot hold: control characters, broken UTF-8, depth and length.
#[test]
fn every_case_that_is_no_line() {
    let long = |len| [&b"\""[..], &b"x".repeat(len), b"\""].concat();
    for (payload, expected) in [
        (b"".to_vec(), false),
        (b" \t\r\n".to_vec(), false),
        (b"\x0b[]".to_vec(), false),
        (b"\x0c[]".to_vec(), false),
        ("\u{feff}[]".into(), false),
        ("[]\u{feff}".into(), false),
        ("\u{a0}[]".into(), false),
        (b"[\"\n\"]".to_vec(), false),
        (b"[\"\0\"]".to_vec(), false),
        (b"[\"\x1f\"]".to_vec(), false),
        (b"[\"\x7f\"]".to_vec(), true),
        (b"[\"\x80\"]".to_vec(), false),
        (b"[\"\xff\"]".to_vec(), false),
        (b"[\"\xc0\xaf\"]".to_vec(), false),
        (b"[\"\xe0\x80\xaf\"]".to_vec(), false),
        (b"[\"\xed\xa0\x80\"]".to_vec(), false),
        (b"[\"\xf4\x90\x80\x80\"]".to_vec(), false),
        (b"[\"\xf0\x9f\x98\"]".to_vec(), false),
        (b"[\xe5]".to_vec(), false),
        (b"[]\0".to_vec(), false),
        (b"[1\0]".to_vec(), false),
        (["[".repeat(127), "]".repeat(127)].concat().into(), true),
        (["[".repeat(128), "]".repeat(128)].concat().into(), false),
        ("[".repeat(100_000).into(), false),
        (["{\"a\":".repeat(126), "{}".into(), "}".repeat(126)].concat().into(), true),
        (["{\"a\":".repeat(127), "{}".into(), "}".repeat(127)].concat().into(), false),
        (["[".repeat(127), "]".repeat(127), " x".into()].concat().into(), false),
        (["9".repeat(308)].concat().into(), true),
        (["9".repeat(400)].concat().into(), false),
        (["0.".into(), "1".repeat(1000)].concat().into(), true),
        (["1".repeat(400), ".0".into()].concat().into(), false),
        (["0.".into(), "0".repeat(400), "1e400".into()].concat().into(), true),
        (["1e".into(), "0".repeat(400), "1".into()].concat().into(), true),
    ] {
        assert_eq!(is_json(&compare(&payload)), expected, "{}", String::from_utf8_lossy(&payload));
    }
    for len in 0..70 {
        for (place, byte) in (0..=len).flat_map(|place| [0x00, 0x1f, 0x20, b'"', b'\\', 0x7f].map(|byte| (place, byte)))
        {
            let mut text = long(len);
            text.insert(place + 1, byte);
            compare(&text);
        }
    }
}

/// Parts of payloads: the more they mean to the check, the more often.
fn part() -> impl Strategy<Value = String> {
    let fields =
        "asset_id activity_name timestamp identity anonid annonid email mobile activity_source activity_params";
    let fields = fields.split(' ').chain(["a", "b", "a/b~c", "\\u0061", "", "key_of_16_bytes_", "key_of_16_bytes-"]);
    let values = TAKEN.lines().chain(REFUSED.lines());
    let more = [
        "\"2025-08-26T12:05:43Z\"",
        "\"2025-08-26T17:35:43.5+05:30\"",
        "\"web\"",
        "\"app\"",
        "[]",
        "[[]]",
        "{\"a\":[]}",
    ];
    prop_oneof![
        prop::sample::select(fields.map(|field| format!("\"{field}\":")).collect::<Vec<_>>()),
        prop::sample::select(values.chain(more).map(str::to_owned).collect::<Vec<_>>()),
        prop::sample::select(
            "{ } [ ] , : \" \\ - . e".split(' ').chain([" ", "\n"]).map(str::to_owned).collect::<Vec<_>>()
        ),
    ]
}

#[derive(Debug, Clone)]
enum Edit {
    Cut,
    Remove(usize),
    Insert(String),
    Replace(u8),
    Repeat(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        1 => Just(Edit::Cut),
        2 => (1..20_usize).prop_map(Edit::Remove),
        4 => part().prop_map(Edit::Insert),
        2 => any::<u8>().prop_map(Edit::Replace),
        2 => (1..40_usize).prop_map(Edit::Repeat),
    ]
}

impl Edit {
    fn apply(&self, payload: &mut Vec<u8>, place: usize) {
        let until = |len: &usize| (place + len).min(payload.len());
        match self {
            Self::Cut => payload.truncate(place),
            Self::Remove(len) => drop(payload.drain(place..until(len))),
            Self::Insert(part) => drop(payload.splice(place..place, part.bytes())),
            Self::Replace(byte) => drop(payload.splice(place..until(&1), [*byte])),
            Self::Repeat(len) => {
                let part = payload[place..until(len)].to_vec();
                drop(payload.splice(place..place, part));
            }
        }
    }
}

/// A payload of a vector, or of parts, edited at some places.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let parts = prop::collection::vec(part(), 0..30).prop_map(|parts| parts.concat());
    let events = prop::collection::vec(prop::sample::select(vectors()), 1..3).prop_map(|payloads| payloads.concat());
    let edits = prop::collection::vec((any::<prop::sample::Index>(), edit()), 0..4);
    (prop_oneof![1 => parts, 4 => prop::sample::select(vectors()), 1 => events], edits).prop_map(|(payload, edits)| {
        let mut payload = payload.into_bytes();
        for (place, edit) in edits {
            let place = place.index(payload.len() + 1);
            edit.apply(&mut payload, place);
        }
        payload
    })
}

proptest! {
    #![proptest_config(tried(4000))]

    #[test]
    fn random_payloads_have_the_same_problems(payload in payload().no_shrink()) {
        // Behind a hundred problems of an event come none.
        if oracle::problems(&payload, &CONTEXT).len() < 100 {
            compare(&payload);
        }
    }
}
