//! A connection that is not waited for without end: what the HTTP library does not bound by itself. It times only the first
//! head of a connection.

use crate::admission::Permit;
use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A stream whose other side has some time from the last byte that went out until its next request is complete enough to be
/// answered. What it leaves unread is the kernel's to bound ([`Admission::bound_unread`](crate::admission::Admission::bound_unread)).
pub struct Patient<S> {
    stream: S,
    most: Duration,
    waited: Pin<Box<Sleep>>,
    answering: Answering,
    _permit: Option<Permit>,
}

/// How many requests of a connection are being answered: meanwhile, it is we who keep somebody waiting.
#[derive(Clone, Default)]
pub struct Answering(Rc<Cell<u32>>);

/// One request that is being answered, until it is dropped.
pub struct Answer(Answering);

impl Answering {
    /// One more.
    pub fn begin(&self) -> Answer {
        self.0.set(self.0.get() + 1);
        Answer(self.clone())
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get() - 1);
    }
}

impl<S> Patient<S> {
    /// Around a stream, whose permit it keeps.
    pub fn new(stream: S, most: Duration, permit: Option<Permit>) -> Self {
        let (waited, answering) = (Box::pin(sleep(most)), Answering::default());
        Self { stream, most, waited, answering, _permit: permit }
    }

    /// What it is around.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// What is being answered on it.
    pub fn answering(&self) -> &Answering {
        &self.answering
    }

    fn wait_anew(&mut self) {
        self.waited.as_mut().reset(Instant::now() + self.most);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // Before anything is read: somebody who drips bytes in is never found waiting.
        while this.waited.as_mut().poll(context).is_ready() {
            if this.answering.0.get() == 0 {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            this.wait_anew();
        }
        Pin::new(&mut this.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        if written.is_ready() {
            this.wait_anew();
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const MOST: Duration = Duration::from_secs(1);

    fn pair() -> (Patient<DuplexStream>, DuplexStream) {
        let (here, there) = duplex(16);
        (Patient::new(here, MOST, None), there)
    }

    #[tokio::test]
    async fn who_drips_bytes_in_or_says_nothing_is_given_up_on_whatever_was_answered_before() {
        for drips in [true, false] {
            let (mut here, mut there) = pair();
            let other = tokio::spawn(async move {
                there.read_exact(&mut [0; 6]).await.unwrap();
                while !drips || there.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(MOST / 40).await;
                }
            });
            here.write_all(b"answer").await.unwrap();
            let began = Instant::now();
            let error = loop {
                if let Err(error) = here.read_u8().await {
                    break error;
                }
            };
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!((MOST / 2..MOST * 3).contains(&began.elapsed()), "{:?}", began.elapsed());
            other.abort();
        }
    }

    #[tokio::test]
    async fn who_is_kept_waiting_by_us_may_stay() {
        let (mut here, _there) = pair();
        let answer = here.answering().begin();
        assert!(tokio::time::timeout(MOST * 2, here.read_u8()).await.is_err());
        drop(answer);
        assert_eq!(here.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
