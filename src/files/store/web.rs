//! The storage as the page's worker sees it.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::copies::{self, Copy, Newest};
use super::database::Database;
use super::folders::Folders;
use super::packed::{self, Kind, Packed};
use super::{Error, sealed};
use crate::web::thrown;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Numbers of a file. */
export type Numbers = Uint8Array | Float32Array | Float64Array;
/** The newest whole content of a file; `older`: whether a newer one is damaged. */
export interface Stored { text: string; arrays: Record<string, Numbers>; older: boolean }
"#;

#[wasm_bindgen]
extern "C" {
    /// `{name, data}`.
    #[wasm_bindgen(typescript_type = "{name: string, data: Numbers}")]
    pub type NamedNumbers;
    #[wasm_bindgen(method, getter)]
    fn name(this: &NamedNumbers) -> String;
    #[wasm_bindgen(method, getter)]
    fn data(this: &NamedNumbers) -> Object;
}

impl From<&NamedNumbers> for Packed {
    fn from(numbers: &NamedNumbers) -> Self {
        let data = numbers.data();
        let kind = match () {
            () if data.is_instance_of::<Float32Array>() => Kind::F32,
            () if data.is_instance_of::<Float64Array>() => Kind::F64,
            () => Kind::U8,
        };
        // All three are views of a buffer.
        let view: Uint8Array = data.unchecked_into();
        let bytes = Uint8Array::new_with_byte_offset_and_length(
            &view.buffer(),
            view.byte_offset(),
            view.byte_length(),
        );
        Self {
            name: numbers.name(),
            kind,
            bytes: bytes.to_vec(),
        }
    }
}

impl From<Packed> for JsValue {
    fn from(packed: Packed) -> Self {
        let bytes = Uint8Array::from(&packed.bytes[..]);
        match packed.kind {
            Kind::U8 => bytes.into(),
            Kind::F32 => Float32Array::new(&bytes.buffer()).into(),
            Kind::F64 => Float64Array::new(&bytes.buffer()).into(),
        }
    }
}

enum Place {
    Folders(Folders),
    Database(Database),
}

/// The browser's storage of this origin. Paths are names with slashes between them. Every method rejects with
/// `{code, message}`: "storage-full", "storage-refused", "stored-damaged" or "stored-newer".
#[wasm_bindgen]
pub struct Storage {
    place: Place,
    /// The newest copy of each file that was written or read in two copies, and the number of its writing.
    newest: RefCell<HashMap<String, (Copy, u64)>>,
}

#[wasm_bindgen]
impl Storage {
    /// Opens the origin private file system, or IndexedDB where there is none that can be written.
    ///
    /// # Errors
    /// "storage-full", "storage-refused".
    pub async fn open() -> Result<Storage, JsValue> {
        let place = match Folders::open().await {
            Ok(folders) => Place::Folders(folders),
            Err(Error::Full) => return Err(report(&Error::Full)),
            Err(refused) => match Database::open().await {
                Ok(database) => Place::Database(database),
                Err(_) => return Err(report(&refused)),
            },
        };
        let newest = RefCell::default();
        Ok(Self { place, newest })
    }

    /// Where the files are.
    #[wasm_bindgen(getter, unchecked_return_type = "\"files\" | \"database\"")]
    pub fn kind(&self) -> String {
        match self.place {
            Place::Folders(_) => "files".into(),
            Place::Database(_) => "database".into(),
        }
    }

    /// Writes a text and arrays of different names as a file, in two copies in turn: if this is cut off, the content
    /// before is still there. `hold`: it will be written again soon, and only by this
    /// storage until it is [released](Self::release).
    ///
    /// # Errors
    /// All of them.
    pub async fn save(
        &self,
        path: String,
        text: String,
        arrays: Vec<NamedNumbers>,
        hold: bool,
    ) -> Result<(), JsValue> {
        let arrays: Vec<Packed> = arrays.iter().map(Packed::from).collect();
        let saved = async {
            let content = packed::pack(&text, &arrays)?;
            self.save_next(&path, &content, hold).await
        };
        saved.await.map_err(|error| report(&error))
    }

    /// Lets others write the files whose paths begin like this.
    pub fn release(&self, path: &str) {
        if let Place::Folders(folders) = &self.place {
            folders.release(path);
        }
    }

    /// The newest whole content of a file that [`save`](Self::save) wrote; null without one.
    ///
    /// # Errors
    /// All of them.
    #[wasm_bindgen(unchecked_return_type = "Stored | null")]
    pub async fn load(&self, path: String) -> Result<JsValue, JsValue> {
        let found = self.newest(&path).await.map_err(|error| report(&error))?;
        let Some(newest) = found else {
            return Ok(JsValue::NULL);
        };
        let unpacked = packed::unpack(&newest.content);
        let (text, packed) = unpacked.map_err(|error| report(&error))?;
        let arrays = by_name(packed)?;
        let stored = Object::new();
        Reflect::set(&stored, &"text".into(), &text.into())?;
        Reflect::set(&stored, &"arrays".into(), &arrays)?;
        Reflect::set(&stored, &"older".into(), &newest.other_is_damaged.into())?;
        Ok(stored.into())
    }

    /// Writes arrays of different names as a file that never changes, once.
    ///
    /// # Errors
    /// All of them.
    pub async fn keep(&self, path: String, arrays: Vec<NamedNumbers>) -> Result<(), JsValue> {
        let arrays: Vec<Packed> = arrays.iter().map(Packed::from).collect();
        let kept = async {
            let content = packed::pack("", &arrays)?;
            self.write(&path, &sealed::seal(&content, 1), false).await
        };
        kept.await.map_err(|error| report(&error))
    }

    /// The arrays of a file that [`keep`](Self::keep) wrote; null without one.
    ///
    /// # Errors
    /// All of them.
    #[wasm_bindgen(unchecked_return_type = "Record<string, Numbers> | null")]
    pub async fn kept(&self, path: String) -> Result<JsValue, JsValue> {
        let found = async {
            let Some(file) = self.read(&path).await? else {
                return Ok(None);
            };
            packed::unpack(sealed::open(&file)?.content).map(Some)
        };
        match found.await.map_err(|error| report(&error))? {
            Some((_, packed)) => Ok(by_name(packed)?.into()),
            None => Ok(JsValue::NULL),
        }
    }

    /// The names of what is in a folder; none without the folder.
    ///
    /// # Errors
    /// "storage-refused".
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub async fn list(&self, path: String) -> Result<Array, JsValue> {
        let names = match &self.place {
            Place::Folders(folders) => folders.list(&path).await,
            Place::Database(database) => database.list(&path).await,
        };
        let names = names.map_err(|error| report(&error))?;
        Ok(names.into_iter().map(JsValue::from).collect())
    }

    /// Removes a file, or a folder with all that is in it. It need not be there.
    ///
    /// # Errors
    /// "storage-refused".
    pub async fn remove(&self, path: String) -> Result<(), JsValue> {
        self.newest
            .borrow_mut()
            .retain(|known, _| !known.starts_with(&path));
        let removed = match &self.place {
            Place::Folders(folders) => folders.remove(&path).await,
            Place::Database(database) => database.remove(&path).await,
        };
        removed.map_err(|error| report(&error))
    }
}

impl Storage {
    async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.place {
            Place::Folders(folders) => folders.read(path).await,
            Place::Database(database) => database.read(path).await,
        }
    }

    async fn write(&self, path: &str, bytes: &[u8], hold: bool) -> Result<(), Error> {
        match &self.place {
            Place::Folders(folders) => folders.write(path, bytes, hold).await,
            Place::Database(database) => database.write(path, bytes).await,
        }
    }

    async fn newest(&self, path: &str) -> Result<Option<Newest>, Error> {
        let a = self.read(&path_of(path, Copy::A)).await?;
        let b = self.read(&path_of(path, Copy::B)).await?;
        let found = copies::newest([a.as_deref(), b.as_deref()])?;
        if let Some(newest) = &found {
            let known = (newest.copy, newest.number);
            self.newest.borrow_mut().insert(path.into(), known);
        }
        Ok(found)
    }

    async fn save_next(&self, path: &str, content: &[u8], hold: bool) -> Result<(), Error> {
        let known = self.newest.borrow().get(path).copied();
        let newest = match known {
            Some(known) => Some(known),
            // Two damaged copies are worth nothing to anybody.
            None => match self.newest(path).await {
                Err(Error::Damaged) => None,
                found => found?.map(|newest| (newest.copy, newest.number)),
            },
        };
        let (copy, number) = copies::next(newest);
        let file = sealed::seal(content, number);
        self.write(&path_of(path, copy), &file, hold).await?;
        self.newest.borrow_mut().insert(path.into(), (copy, number));
        Ok(())
    }
}

/// Arrays as the fields of an object.
fn by_name(packed: Vec<Packed>) -> Result<Object, JsValue> {
    let arrays = Object::new();
    for one in packed {
        Reflect::set(&arrays, &one.name.clone().into(), &one.into())?;
    }
    Ok(arrays)
}

fn path_of(path: &str, copy: Copy) -> String {
    format!("{path}.{}", copy.suffix())
}

fn report(error: &Error) -> JsValue {
    thrown(error.code(), &error.to_string())
}
