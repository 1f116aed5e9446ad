//! The same files in IndexedDB, for browsers without the origin private file system: each is a value, its path the key.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransactionMode,
    WorkerGlobalScope,
};

use super::Error;
use super::folders::error;

const NAME: &str = "digit-lab";
const FILES: &str = "files";

/// The database of all files.
pub struct Database(IdbDatabase);

impl Database {
    /// Opens the database, and makes it where there is none.
    pub async fn open() -> Result<Self, Error> {
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let factory: Option<IdbFactory> = scope.indexed_db().map_err(error)?;
        let factory = factory.ok_or_else(|| Error::Refused("it has no database.".into()))?;
        let request = factory.open_with_u32(NAME, 1).map_err(error)?;
        let opening = request.clone();
        let make = Closure::once_into_js(move || {
            let database: IdbDatabase = opening.result().unwrap_throw().unchecked_into();
            database.create_object_store(FILES).unwrap_throw();
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        Ok(Self(answer(&request).await?.unchecked_into()))
    }

    /// The content of a file; `None` without one.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let files = self.files(IdbTransactionMode::Readonly)?;
        let value = answer(&files.get(&path.into()).map_err(error)?).await?;
        Ok((!value.is_undefined()).then(|| Uint8Array::new(&value).to_vec()))
    }

    /// Writes a file. What was there is replaced.
    pub async fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let files = self.files(IdbTransactionMode::Readwrite)?;
        let request = files.put_with_key(&Uint8Array::from(bytes), &path.into());
        answer(&request.map_err(error)?).await?;
        Ok(())
    }

    /// Removes a file, or all files of a folder. It need not be there.
    pub async fn remove(&self, path: &str) -> Result<(), Error> {
        let files = self.files(IdbTransactionMode::Readwrite)?;
        answer(&files.delete(&path.into()).map_err(error)?).await?;
        answer(&files.delete(&within(path)?.into()).map_err(error)?).await?;
        Ok(())
    }

    /// The names of what is in a folder; none without the folder.
    pub async fn list(&self, path: &str) -> Result<Vec<String>, Error> {
        let files = self.files(IdbTransactionMode::Readonly)?;
        let keys = answer(
            &files
                .get_all_keys_with_key(&within(path)?.into())
                .map_err(error)?,
        )
        .await?;
        let keys = Array::from(&keys);
        let paths = keys.iter().filter_map(|key| key.as_string());
        let from = path.len() + 1;
        let names =
            paths.filter_map(|found| Some(found.get(from..)?.split('/').next()?.to_owned()));
        let mut names: Vec<String> = names.collect();
        names.dedup(); // the keys come in order
        Ok(names)
    }

    fn files(&self, mode: IdbTransactionMode) -> Result<IdbObjectStore, Error> {
        let transaction = self.0.transaction_with_str_and_mode(FILES, mode);
        transaction
            .map_err(error)?
            .object_store(FILES)
            .map_err(error)
    }
}

/// The keys of all files in a folder: "0" comes after "/".
fn within(path: &str) -> Result<IdbKeyRange, Error> {
    let (from, to) = (format!("{path}/"), format!("{path}0"));
    IdbKeyRange::bound_with_lower_open_and_upper_open(&from.into(), &to.into(), false, true)
        .map_err(error)
}

/// The result of a request.
async fn answer(request: &IdbRequest) -> Result<JsValue, Error> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result().map_err(error),
        Err(_) => Err(match request.error() {
            Ok(Some(exception)) => error(exception.into()),
            _ => Error::Refused("its database does not answer.".into()),
        }),
    }
}
