//! A connection as the HTTP service reads it. What passes is looked at on the way and never changed.

use super::Witness;
use actix_web::rt::net::TcpStream;
use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server::TlsStream;

/// The first bytes of a connection, for as long as somebody wants them.
pub(super) struct Recorder {
    io: TcpStream,
    taken: Option<Vec<u8>>,
}

/// A ClientHello with post-quantum keys has some 2 KiB.
const HELLO_BYTES: usize = 16 * 1024;

impl Recorder {
    pub(super) fn new(io: TcpStream) -> Self {
        Self { io, taken: Some(Vec::new()) }
    }

    /// What was read so far; nothing is recorded from now on.
    pub(super) fn stop(&mut self) -> Vec<u8> {
        self.taken.take().unwrap_or_default()
    }
}

impl AsyncRead for Recorder {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let done = ready!(Pin::new(&mut self.io).poll_read(context, into));
        if let Some(taken) = &mut self.taken {
            let room = HELLO_BYTES.saturating_sub(taken.len());
            taken.extend(into.filled().iter().skip(before).take(room));
        }
        Poll::Ready(done)
    }
}

impl AsyncWrite for Recorder {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// With or without encryption.
pub(super) enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<Recorder>>),
}

/// A connection and what was seen of it.
pub struct Watched {
    io: Io,
    witness: Rc<Witness>,
}

impl Watched {
    pub(super) fn new(io: Io, witness: Witness) -> Self {
        Self { io, witness: Rc::new(witness) }
    }

    /// What was seen of it.
    pub fn witness(&self) -> &Rc<Witness> {
        &self.witness
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { io, witness } = self.get_mut();
        let before = into.filled().len();
        let done = ready!(match io {
            Io::Plain(io) => Pin::new(io).poll_read(context, into),
            Io::Tls(io) => Pin::new(io).poll_read(context, into),
        });
        witness.head.borrow_mut().read(into.filled().get(before..).unwrap_or_default());
        Poll::Ready(done)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let Self { io, witness } = self.get_mut();
        witness.head.borrow_mut().answered();
        match io {
            Io::Plain(io) => Pin::new(io).poll_write(context, from),
            Io::Tls(io) => Pin::new(io).poll_write(context, from),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().io {
            Io::Plain(io) => Pin::new(io).poll_flush(context),
            Io::Tls(io) => Pin::new(io).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().io {
            Io::Plain(io) => Pin::new(io).poll_shutdown(context),
            Io::Tls(io) => Pin::new(io).poll_shutdown(context),
        }
    }
}

/// The beginning of the request that is being read: a client sends the next one after it has its answer, so what comes in
/// after something went out is a new request.
#[derive(Default)]
pub(super) struct Head {
    bytes: Vec<u8>,
    answered: bool,
}

/// The head of a request of a browser has less than 1 KiB.
const HEAD_BYTES: usize = 4 * 1024;

impl Head {
    fn read(&mut self, bytes: &[u8]) {
        if self.answered {
            self.bytes.clear();
            self.answered = false;
        }
        let room = HEAD_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend(bytes.iter().take(room));
    }

    fn answered(&mut self) {
        self.answered = true;
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

pub(super) type HeadCell = RefCell<Head>;
