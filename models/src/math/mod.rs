//! Mathematics without fraud words: the paper is cited on top of each file.
