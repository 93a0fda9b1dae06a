package dev.meridian.core.relay;

import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.time.Deadline;

/**
 * What goes ahead of a relayed request's body.
 *
 * @param provenance as the peer shall see it: its hops are this node's, less one
 */
public record RelayRequest(RequestHead head, Provenance provenance, Deadline deadline) {}
