//! The thread that posts: an asynchronous runtime, and a channel in each direction.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::chunk::Chunk;
use crate::course::Course;
use crate::deliver::Delivery;
use crate::fault::Fault;
use crate::post::Poster;

/// A chunk that nothing more is done for, and what became of it.
pub(crate) struct Delivered(pub(crate) Chunk, pub(crate) Delivery);

/// Chunks go in, and come back by the inbox, each once.
pub(crate) struct Network {
    jobs: UnboundedSender<Chunk>,
    pub(crate) course: Arc<Course>,
    thread: Option<JoinHandle<()>>,
}

impl Network {
    /// Starts the thread.
    pub(crate) fn start<M: From<Delivered> + Send + 'static>(
        poster: Poster,
        course: Course,
        connections: usize,
        inbox: Sender<M>,
    ) -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::input(format_args!("the network cannot be used: {error}")))?;
        let (jobs, waiting) = unbounded_channel();
        let course = Arc::new(course);
        let shared = course.clone();
        let thread = thread::Builder::new().name("network".to_owned()).spawn(move || {
            run(runtime, Arc::new(poster), shared, connections, waiting, inbox);
        });
        let thread = thread.map_err(|error| Fault::input(format_args!("a thread cannot be started: {error}")))?;
        Ok(Self { jobs, course, thread: Some(thread) })
    }

    /// Hands over a chunk.
    pub(crate) fn post(&self, chunk: Chunk) -> Result<(), Chunk> {
        self.jobs.send(chunk).map_err(|back| back.0)
    }

    /// Whether the thread has come to an end that it must not come to.
    pub(crate) fn is_gone(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.course.cut();
        let (closed, _) = unbounded_channel();
        self.jobs = closed;
        // A panic of the thread has its own message.
        self.thread.take().map(JoinHandle::join);
    }
}

fn run<M: From<Delivered> + Send + 'static>(
    runtime: Runtime,
    poster: Arc<Poster>,
    course: Arc<Course>,
    connections: usize,
    mut waiting: UnboundedReceiver<Chunk>,
    inbox: Sender<M>,
) {
    runtime.block_on(async move {
        let slots = Arc::new(Semaphore::new(connections));
        while let Some(chunk) = waiting.recv().await {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let (poster, course, inbox) = (poster.clone(), course.clone(), inbox.clone());
            tokio::spawn(async move {
                let delivery = course.deliver(&chunk, &(&*course, &*poster)).await;
                _ = inbox.send(Delivered(chunk, delivery).into());
                drop(slot);
            });
        }
        // Until the last delivery has been told of.
        _ = slots.acquire_many(u32::try_from(connections).unwrap_or(u32::MAX)).await;
    });
    // The look-up of a name may hang for minutes.
    runtime.shutdown_background();
}
