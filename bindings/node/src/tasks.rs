//! Work on a thread of Node's pool.

use std::marker::PhantomData;

use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Task};

use crate::fault::{Fault, OrFault, or_fault};

/// What is to be done, and how JavaScript gets its result.
pub struct Work<R, V> {
    job: Option<Box<dyn FnOnce() -> Result<R, Fault> + Send>>,
    convert: fn(R) -> V,
    result: PhantomData<fn() -> V>,
}

impl<R: Send + 'static, V: ToNapiValue + TypeName + 'static> Work<R, V> {
    /// Starts `work` on another thread, and returns the promise of its result.
    pub fn start(work: impl FnOnce() -> Result<R, Fault> + Send + 'static, convert: fn(R) -> V) -> AsyncTask<Self> {
        AsyncTask::new(Self { job: Some(Box::new(work)), convert, result: PhantomData })
    }
}

impl<R: Send + 'static, V: ToNapiValue + TypeName + 'static> Task for Work<R, V> {
    type Output = Result<R, Fault>;
    type JsValue = OrFault<V>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(self.job.take().map_or_else(|| Err(Fault::panic()), |work| work()))
    }

    fn resolve(&mut self, _env: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(or_fault(output.map(self.convert)))
    }
}
