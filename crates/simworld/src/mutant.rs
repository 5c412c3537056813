//! Pieces that are broken on purpose, to show that the world notices.

/// What is broken. None of it is in the product: a mutant changes what the world puts around the kit's core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// Answers go out before the frame is synced.
    AnswersFirst,
    /// Frames are never synced at all.
    NeverSyncs,
    /// A start forgets how far other logs had been read.
    ForgetsCursors,
    /// A start forgets which requests were answered.
    ForgetsRequests,
    /// A page's last frame is dropped on the way, and the reader believes it read it.
    SkipsFrames,
    /// Text messages left over from a process that died are sent again without asking.
    SendsLeftovers,
}

impl Mutant {
    pub const ALL: [Self; 6] = [
        Self::AnswersFirst,
        Self::NeverSyncs,
        Self::ForgetsCursors,
        Self::ForgetsRequests,
        Self::SkipsFrames,
        Self::SendsLeftovers,
    ];
}
