package dev.meridian.region.functions;

import dev.meridian.functions.visit.Asked;

/** What somebody wants a function to be given. */
record Call(String project, String function, Asked asked, Sender sender) {}
