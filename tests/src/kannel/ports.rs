//! Ports that are nobody else's before Kannel listens there: it cannot be told to take any that is free.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// As `deploy/kannel` has them: administration, smsbox, sendsms, the carrier, the phones.
const WRITTEN: [&str; 5] = ["13000", "13001", "13013", "13021", "13022"];

/// Sockets that hold a port each and do not listen, so that Kannel can, and no other program is given the port.
#[derive(Debug)]
pub(super) struct Ports([(TcpSocket, u16); 5]);

impl Ports {
    pub(super) fn hold() -> Self {
        Self(WRITTEN.map(|_| {
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.set_reuseaddr(true).expect("a port that can be shared");
            let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            socket.bind(any).expect("a free port");
            let port = socket.local_addr().expect("its address").port();
            (socket, port)
        }))
    }

    /// What stands in the example, and what stands there instead.
    pub(super) fn replaced(&self) -> Vec<(String, String)> {
        let ports = WRITTEN.iter().zip(&self.0);
        ports
            .map(|(written, (_, port))| ((*written).to_owned(), port.to_string()))
            .collect()
    }

    pub(super) fn admin(&self) -> u16 {
        self.0[0].1
    }

    pub(super) fn sendsms(&self) -> u16 {
        self.0[2].1
    }

    pub(super) fn carrier(&self) -> u16 {
        self.0[3].1
    }

    pub(super) fn phones(&self) -> u16 {
        self.0[4].1
    }
}
