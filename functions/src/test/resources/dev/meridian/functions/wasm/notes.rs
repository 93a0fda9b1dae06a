//! A handler: keeps notes in its memory between calls. `POST` takes one, any other method lists them.
//! It uses nothing but memory: no WASI, no crates.
use std::cell::RefCell;

#[link(wasm_import_module = "meridian")]
extern "C" {
    fn log(text: *const u8, length: usize);
    fn error(text: *const u8, length: usize);
}

thread_local! {
    static INCOMING: RefCell<Vec<u8>> = RefCell::new(Vec::new());
    static OUTGOING: RefCell<Vec<u8>> = RefCell::new(Vec::new());
    static NOTES: RefCell<Vec<String>> = RefCell::new(Vec::new());
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> usize {
        let (head, rest) = self.0.split_at(4);
        self.0 = rest;
        u32::from_le_bytes(head.try_into().unwrap()) as usize
    }
    fn field(&mut self) -> &'a [u8] {
        let length = self.number();
        let (field, rest) = self.0.split_at(length);
        self.0 = rest;
        field
    }
    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.field()).into_owned()
    }
}

fn field(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend((bytes.len() as u32).to_le_bytes());
    to.extend(bytes);
}

fn response(status: u32, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut out = status.to_le_bytes().to_vec();
    out.extend((headers.len() as u32).to_le_bytes());
    for (name, value) in headers {
        field(&mut out, name.as_bytes());
        field(&mut out, value.as_bytes());
    }
    field(&mut out, body);
    out
}

fn handle(request: &[u8]) -> Vec<u8> {
    let mut reader = Reader(request);
    let method = reader.text();
    let _scheme = reader.text();
    let _host = reader.text();
    let _port = reader.text();
    let path = reader.text();
    let query = reader.text();
    let headers: Vec<(String, String)> = (0..reader.number()).map(|_| (reader.text(), reader.text())).collect();
    let body = reader.text();
    let line = format!("{} {}?{} with {} headers", method, path, query, headers.len());
    unsafe { log(line.as_ptr(), line.len()) };
    if method != "POST" {
        let all = NOTES.with(|notes| notes.borrow().join("\n"));
        return response(200, &[("content-type", "text/plain")], all.as_bytes());
    }
    if body.is_empty() {
        let refusal = "a note without text";
        unsafe { error(refusal.as_ptr(), refusal.len()) };
        return response(400, &[], refusal.as_bytes());
    }
    let count = NOTES.with(|notes| {
        notes.borrow_mut().push(body);
        notes.borrow().len()
    });
    response(201, &[("x-notes", &count.to_string()), ("set-cookie", "a=1"), ("set-cookie", "b=2")], b"noted")
}

#[no_mangle]
pub extern "C" fn meridian_alloc(size: usize) -> *mut u8 {
    INCOMING.with(|incoming| {
        let mut incoming = incoming.borrow_mut();
        incoming.clear();
        incoming.resize(size, 0);
        incoming.as_mut_ptr()
    })
}

#[no_mangle]
pub extern "C" fn meridian_handle(_at: *const u8, length: usize) -> u64 {
    let made = INCOMING.with(|incoming| handle(&incoming.borrow()[..length]));
    OUTGOING.with(|outgoing| {
        *outgoing.borrow_mut() = made;
        let outgoing = outgoing.borrow();
        (outgoing.as_ptr() as u64) << 32 | outgoing.len() as u64
    })
}
