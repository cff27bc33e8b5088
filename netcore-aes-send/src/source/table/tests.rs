//! Tables of every format, whole and damaged.

use std::ffi::OsStr;
use std::fs;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow_array::builder::{
    BinaryViewBuilder, Decimal128Builder, Int64Builder, ListBuilder, MapBuilder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use netcore_aes_core::{EventContext, EventSplitter, SplitEvent, check_event};
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::mapping::FIELDS;
use crate::reading::Reading;
use crate::source::{Source, SourceError, TableOptions};

/// The lines of an input, and the error that ended it.
fn read(data: &[u8], options: &TableOptions) -> (Vec<String>, Option<SourceError>) {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, data).unwrap();
    let opened = Source::of(OsStr::new("x"), Cursor::new(data.to_vec()), Some(file), &Reading::default(), options);
    let mut source = match opened {
        Ok(source) => source,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let (mut splitter, mut block, mut lines) = (EventSplitter::new(1 << 20), vec![0; 1000], Vec::new());
    let error = loop {
        match source.read(&mut block) {
            Ok([]) => break None,
            Ok(mut piece) => {
                while let Some(SplitEvent::Whole(event)) = splitter.next(&mut piece).unwrap() {
                    lines.push(String::from_utf8_lossy(event).into_owned());
                }
            }
            Err(error) => break Some(error),
        }
    };
    // Damage can make text of a table.
    let is_whole = !source.is_binary_table() || splitter.finish().unwrap().is_none();
    assert!(is_whole, "a line is not whole");
    (lines, error)
}

fn lines(data: &[u8]) -> Vec<String> {
    let (lines, error) = read(data, &TableOptions::default());
    assert!(error.is_none(), "{}", error.unwrap());
    lines
}

fn fault(data: &[u8], options: &TableOptions) -> String {
    read(data, options).1.map(|error| error.to_string()).unwrap_or_default()
}

type Columns = Vec<(&'static str, ArrayRef)>;

fn batch(columns: Columns) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn stream(batches: &[RecordBatch], compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batches[0].schema(), options).unwrap();
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.into_inner().unwrap()
}

fn arrow_file(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.into_inner().unwrap()
}

fn parquet(batches: &[RecordBatch], compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(7));
    let mut writer = ArrowWriter::try_new(Vec::new(), batches[0].schema(), Some(properties.build())).unwrap();
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The same rows in every format.
fn every_format(batches: &[RecordBatch]) -> Vec<Vec<u8>> {
    let streams = [None, Some(CompressionType::ZSTD), Some(CompressionType::LZ4_FRAME)];
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::BROTLI(BrotliLevel::default()),
    ];
    let streams = streams.into_iter().map(|compression| stream(batches, compression));
    streams.chain([arrow_file(batches)]).chain(codecs.into_iter().map(|codec| parquet(batches, codec))).collect()
}

/// Twenty events in columns.
fn events() -> Vec<RecordBatch> {
    let part = |from: i64| {
        let identities = Int64Array::from_iter_values(from..from + 10);
        let names = StringArray::from_iter_values((0..10).map(|row| format!("name \"{row}\"")));
        let times = TimestampMicrosecondArray::from_iter_values((0..10).map(|row| 1_756_209_943_000_000 + row));
        let params = StringArray::from_iter_values((0..10).map(|row| format!("{{\"n\": {row},\n\"x\": []}}")));
        let sources = StringArray::from_iter_values((0..10).map(|_| "web"));
        let identities: ArrayRef = Arc::new(identities);
        batch(vec![
            ("identity", identities),
            ("activity_name", Arc::new(names)),
            ("timestamp", Arc::new(times)),
            ("activity_params", Arc::new(params)),
            ("activity_source", Arc::new(sources)),
        ])
    };
    vec![part(9_007_199_254_740_993), part(5)]
}

#[test]
fn each_row_is_one_line_in_every_format() {
    let options = TableOptions { asset_id: Some("asset".to_owned()), ..TableOptions::default() };
    for data in every_format(&events()) {
        let (found, error) = read(&data, &options);
        assert!(error.is_none() && found.len() == 20, "{} {error:?}", found.len());
        assert_eq!(
            found[1],
            "{\"identity\":9007199254740994,\"activity_name\":\"name \\\"1\\\"\",\"timestamp\":\"2025-08-26T12:05:43.000001Z\",\
             \"activity_source\":\"web\",\"asset_id\":\"asset\",\"activity_params\":{\"n\": 1,\t\"x\": []}}"
        );
        assert!(found[10].starts_with("{\"identity\":5,") && found[0].contains(":43Z\""));
    }
}

#[test]
fn a_column_of_json_is_taken_as_it_is() {
    let rows = [Some("[{}"), Some("{\"a\":\n 1}"), None, Some("{\"a\": "), Some(""), Some("  "), Some("{}"), Some("5")];
    let wanted = ["\"[{}\"", "{\"a\":\t 1}", "null", "{\"a\":", "\"\"", "\"  \"", "{}", "\"5\""];
    let text = StringArray::from_iter(rows);
    let mut dictionary = StringDictionaryBuilder::<Int8Type>::new();
    let mut bytes = BinaryViewBuilder::new();
    for row in rows {
        dictionary.append_option(row);
        bytes.append_option(row);
    }
    let arrays: [ArrayRef; 3] = [Arc::new(text), Arc::new(dictionary.finish()), Arc::new(bytes.finish())];
    for array in arrays {
        let unused: ArrayRef = Arc::new(BooleanArray::new_null(rows.len()));
        for data in every_format(&[batch(vec![("unused", unused.clone()), ("event", array.clone())])]) {
            assert_eq!(lines(&data), wanted);
        }
        let named = TableOptions { column: Some("json".to_owned()), ..TableOptions::default() };
        for data in every_format(&[batch(vec![("json", array.clone()), ("event", unused.clone())])]) {
            assert_eq!(read(&data, &named).0, wanted);
        }
    }
}

#[test]
fn the_first_row_does_not_tell_how_the_others_are_split() {
    for first in ["{\"a\": ", "{\"a\": [", "{"] {
        let text: ArrayRef = Arc::new(StringArray::from(vec![first, "{}", "{\"b\": 1}"]));
        assert_eq!(lines(&stream(&[batch(vec![("event", text)])], None)), [first.trim_end(), "{}", "{\"b\": 1}"]);
    }
}

#[test]
fn rows_of_parquet_count_as_bytes_of_the_file() {
    let data = parquet(&vec![events(); 150].concat(), Compression::SNAPPY);
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &data).unwrap();
    let (reading, options) = (Reading::default(), TableOptions::default());
    let mut source = Source::of(OsStr::new("x"), Cursor::new(data.clone()), Some(file), &reading, &options).unwrap();
    let (mut block, mut seen) = (vec![0; 100], vec![0]);
    while !source.read(&mut block).unwrap().is_empty() {
        seen.push(reading.bytes.load(Ordering::SeqCst));
    }
    assert!(seen.is_sorted() && seen.iter().any(|bytes| *bytes > 0 && usize::try_from(*bytes).unwrap() < data.len()));
    assert_eq!(seen.last().copied(), u64::try_from(data.len()).ok());
    reading.end();
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &data).unwrap();
    assert!(Source::of(OsStr::new("x"), Cursor::new(data), Some(file), &reading, &options).is_err());
}

#[test]
fn values_become_json_and_what_the_vendor_drops_is_left_out() {
    let mut list = ListBuilder::new(Int64Builder::new());
    list.append_value([Some(i64::MIN), None]);
    list.append(true);
    let mut map = MapBuilder::new(None, StringBuilder::new(), ListBuilder::new(StringBuilder::new()));
    map.keys().append_value("k\"");
    map.values().append_value([Some("v")]);
    map.keys().append_value("empty");
    map.values().append(true);
    map.append(true).unwrap();
    map.append(false).unwrap();
    let mut decimals = Decimal128Builder::new().with_precision_and_scale(30, 3).unwrap();
    decimals.append_value(-5);
    decimals.append_value(123_456_789_012_345_678_901_234_567_890);
    let mut dictionary = StringDictionaryBuilder::<Int8Type>::new();
    dictionary.append_value("red");
    dictionary.append_null();
    let columns: Columns = vec![
        ("list", Arc::new(list.finish())),
        ("map", Arc::new(map.finish())),
        ("decimal", Arc::new(decimals.finish())),
        ("color", Arc::new(dictionary.finish())),
        ("float", Arc::new(Float64Array::from(vec![0.1, 1e300]))),
        ("big", Arc::new(UInt64Array::from(vec![Some(u64::MAX), None]))),
        ("yes", Arc::new(BooleanArray::from(vec![Some(true), Some(false)]))),
        ("day", Arc::new(Date32Array::from(vec![20_326, -1]))),
        ("at", Arc::new(TimestampSecondArray::from(vec![0, -1]).with_timezone("+05:30"))),
    ];
    let params: ArrayRef = Arc::new(StructArray::from(batch(columns)));
    let day: ArrayRef = Arc::new(Date32Array::from(vec![20_326, 20_327]));
    let wanted = [
        "{\"timestamp\":\"2025-08-26T00:00:00Z\",\"activity_params\":{\"list\":[-9223372036854775808,null],\"map\":{\"k\\\"\":[\"v\"]},\
         \"decimal\":-0.005,\"color\":\"red\",\"float\":0.1,\"big\":18446744073709551615,\"yes\":true,\"day\":\"2025-08-26\",\
         \"at\":\"1970-01-01T00:00:00Z\"}}",
        "{\"timestamp\":\"2025-08-27T00:00:00Z\",\"activity_params\":{\"decimal\":123456789012345678901234567.890,\"float\":1e300,\
         \"yes\":false,\"day\":\"1969-12-31\",\"at\":\"1969-12-31T23:59:59Z\"}}",
    ];
    for data in every_format(&[batch(vec![("timestamp", day), ("activity_params", params)])]) {
        assert_eq!(lines(&data), wanted);
    }
    let nan: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN, f64::INFINITY]));
    let params: ArrayRef = Arc::new(StructArray::from(batch(vec![("nan", nan)])));
    let data = stream(&[batch(vec![("activity_params", params)])], None);
    assert_eq!(lines(&data), ["{\"activity_params\":{\"nan\":NaN}}", "{\"activity_params\":{\"nan\":inf}}"]);
}

#[test]
fn csv_has_the_same_fields_as_text() {
    let header = "identity,activity_name,timestamp,activity_params.size,activity_params.note";
    let row = "7,\"a \"\"b\"\"\nc\",,XL,";
    let wanted = "{\"identity\":\"7\",\"activity_name\":\"a \\\"b\\\"\\nc\",\"activity_params\":{\"size\":\"XL\"}}";
    let text = format!("\n{header}\r\n{row}\r\n\r\n{row}");
    assert_eq!(lines(text.as_bytes()), [wanted, wanted]);
    assert_eq!(lines(text.replace(',', ";").as_bytes()), [wanted, wanted]);
    assert_eq!(lines(text.replace(',', "\t").as_bytes()), [wanted, wanted]);
    assert_eq!(lines(b"\xef\xbb\xbfevent\n\"{\"\"a\"\": 1}\"\nx\n"), ["{\"a\": 1}", "\"x\""]);
    // A row that is torn is refused with all its cells, and what is no table is lines of JSON as ever.
    assert_eq!(lines(b"identity,email\n1\n2,x,\"\"\n"), ["[\"1\"]", "[\"2\",\"x\",\"\"]"]);
    assert_eq!(lines(b"some,thing\n1,2\n"), ["some,thing", "1,2"]);
    assert_eq!(
        lines(b"identity,activity_params\n1,\"{\"\"a\"\": 1}\"\n2,}"),
        ["{\"identity\":\"1\",\"activity_params\":{\"a\": 1}}", "{\"identity\":\"2\",\"activity_params\":\"}\"}",]
    );
}

#[test]
fn a_quotation_mark_without_its_second_one_is_an_error() {
    for text in ["identity,email\n1,x\n2,\"y\n3,z\n", "identity,email\n1,x\n\"", "identity,email\n1,x\n2,\"a\"\"\n"] {
        let (found, error) = read(text.as_bytes(), &TableOptions::default());
        assert_eq!(found, [r#"{"identity":"1","email":"x","activity_params":{}}"#]);
        assert!(error.unwrap().to_string().contains("in the middle of its CSV data"));
    }
    let long = format!("identity\n1\n\"{}", "x".repeat(65 << 20));
    let told = fault(long.as_bytes(), &TableOptions::default());
    assert!(told.contains("a row of more than 64 MiB"), "{told}");
}

#[test]
fn columns_that_are_no_event_are_named() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let bytes: ArrayRef = Arc::new(arrow_array::BinaryArray::from(vec![&b"\xff"[..]]));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["{}"]));
    let within: ArrayRef = Arc::new(StructArray::from(batch(vec![("raw", bytes.clone())])));
    let cases: [(Columns, Option<&str>, &str); 9] = [
        (vec![("identity", numbers.clone()), ("wrong\n", numbers.clone())], None, "column 'wrong\\u000a'"),
        (vec![("event", text.clone()), ("activity_name", text.clone())], None, "column 'event'"),
        (vec![("event", numbers.clone())], None, "'event' of the type Int64"),
        (vec![("x", text.clone())], Some("y"), "no column 'y', which --column names; it has 'x'"),
        (vec![("identity", bytes)], None, "'identity' of the type Binary"),
        (vec![("activity_params", within)], None, "'activity_params.raw' of the type Binary"),
        (vec![("activity_params", numbers.clone())], None, "must be a struct, a map or JSON text"),
        (vec![("activity_params", text.clone()), ("activity_params.x", text.clone())], None, "has both"),
        (vec![("identity", text.clone()), ("identity", text)], None, "'identity' twice"),
    ];
    for (columns, column, wanted) in cases {
        let options = TableOptions { column: column.map(str::to_owned), ..TableOptions::default() };
        let told = fault(&stream(&[batch(columns)], None), &options);
        assert!(told.starts_with("'x' has ") && told.contains(wanted), "{told}");
    }
    let named = TableOptions { column: Some("event".to_owned()), ..TableOptions::default() };
    assert!(fault(b"{}", &named).contains("is no table"));
}

#[test]
fn the_fields_are_those_of_the_core() {
    let members: Vec<String> = FIELDS.iter().map(|field| format!("\"{field}\": 1")).collect();
    let event = format!("{{{}, \"activity_params\": {{}}}}", members.join(", "));
    let problems = check_event(event.as_bytes(), 0, &EventContext::default()).unwrap();
    assert!(!problems.iter().any(|problem| problem.rule.name() == "unknown-field"));
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/events.md")).unwrap();
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(_, rest)| ["yes", "no", "or "].into_iter().any(|required| rest.starts_with(required)));
    let mut known: Vec<&str> = rows.map(|(name, _)| name).filter(|name| *name != "activity_params").collect();
    let mut fields = FIELDS.to_vec();
    known.sort_unstable();
    fields.sort_unstable();
    assert_eq!(known, fields);
}

#[test]
fn an_end_that_is_missing_is_an_error_behind_whole_lines() {
    let whole = lines(&stream(&events(), None));
    for data in [stream(&events(), None), stream(&events(), Some(CompressionType::ZSTD)), arrow_file(&events())] {
        let mut seen = 0;
        for end in 8..data.len() {
            let (found, error) = read(&data[..end], &TableOptions::default());
            assert!(whole.starts_with(&found) && found.len() >= seen);
            seen = found.len();
            match error {
                Some(error) => assert!(error.to_string().contains("in the middle of its Arrow data"), "{error}"),
                // The table of contents of a file is not read.
                None => assert!(data.starts_with(b"ARROW1") && found.len() == 20),
            }
        }
        assert_eq!(seen, 20);
    }
    let data = parquet(&events(), Compression::SNAPPY);
    for end in 4..data.len() {
        let (found, error) = read(&data[..end], &TableOptions::default());
        assert!(found.is_empty() && error.unwrap().to_string().contains("its Parquet data cannot be read"));
    }
    let twice = [stream(&events(), None), stream(&events(), None)].concat();
    assert!(fault(&twice, &TableOptions::default()).contains("behind the end"));
}

#[test]
fn damaged_tables_are_lines_or_an_error_and_nothing_else() {
    // A panic of a decoder is caught, and would be printed.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::source::is_decoding() {
            hook(info);
        }
    }));
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
    };
    let (mut errors, rounds) = (0, 400);
    for data in every_format(&events()) {
        for _ in 0..rounds {
            let mut damaged = data.clone();
            for _ in 0..=next(3) {
                let place = next(data.len());
                match next(3) {
                    0 => damaged[place] ^= 1 << next(8),
                    1 => damaged[place] = [0, 0x7f, 0x80, 0xff][next(4)],
                    _ => damaged.iter_mut().skip(place).take(8).for_each(|byte| *byte = 0xff),
                }
            }
            if let (_, Some(error)) = read(&damaged, &TableOptions::default()) {
                errors += 1;
                let told = error.to_string();
                assert!(told.starts_with("'x' ") && told.len() < 1000, "{told}");
            }
        }
    }
    assert!(errors > rounds, "{errors}");
}
