//! Sequences of calls through the C ABI, good ones and all bad ones for which the header promises a status. Each must answer as
//! the header says, and write nothing else.
#![no_main]

mod batch;
mod block;
mod call;
mod handles;
mod message;
mod offset;
mod parts;
mod uploads;

use arbitrary::Arbitrary;
use handles::{Handles, Setup};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Step {
    New { slot: u8, setup: Setup, misuse: handles::Misuse },
    Free { slot: u8 },
    Explain { setup: Setup, way: call::Way },
    Lengths { slot: u8, len: usize },
    Encrypt { slot: u8, message: Vec<u8>, aad: Vec<u8>, way: call::Way },
    Decrypt { slot: u8, text: message::Text, aad: Vec<u8>, way: call::Way },
    Batch { slot: u8, batch: batch::Messages, way: batch::Way },
    Events { payload: Vec<u8>, asset_id: Vec<u8>, now: Option<i32>, way: call::Way },
    Url { region: u32, way: call::Way },
    Headers { scheme: u8, asset_id: Vec<u8>, api_key: Vec<u8>, way: call::Way },
    Body { scheme: u8, text: Vec<u8>, way: call::Way },
    Keygen { misuse: u8 },
    Status { status: i32 },
    Uploads { slot: u8, events: uploads::Events },
}

fuzz_target!(|steps: Vec<Step>| {
    let mut handles = Handles::default();
    for step in steps.into_iter().take(20) {
        match step {
            Step::New { slot, setup, misuse } => handles.make(slot, &setup, &misuse),
            Step::Free { slot } => handles.free(slot),
            Step::Explain { setup, way } => parts::explain(&setup, &way),
            Step::Lengths { slot, len } => message::lengths(handles.get(slot), len),
            Step::Encrypt { slot, message, aad, way } => message::encrypt(handles.get(slot), &message, &aad, &way),
            Step::Decrypt { slot, text, aad, way } => message::decrypt(handles.get(slot), &text, &aad, &way),
            Step::Batch { slot, batch, way } => batch::both_ways(handles.get(slot), &batch, &way),
            Step::Events { payload, asset_id, now, way } => parts::events(&payload, &asset_id, now, &way),
            Step::Url { region, way } => parts::url(region % 5, &way),
            Step::Headers { scheme, asset_id, api_key, way } => parts::headers(scheme, &asset_id, &api_key, &way),
            Step::Body { scheme, text, way } => parts::body(scheme, &text, &way),
            Step::Keygen { misuse } => parts::keygen(misuse),
            Step::Status { status } => parts::status(status),
            Step::Uploads { slot, events } => uploads::both_ways(handles.get(slot), &events),
        }
    }
});
