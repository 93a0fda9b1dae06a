/** Tests of gRPC calls between real doors on the loopback interface. */
@NullMarked
package dev.meridian.core.grpc;

import org.jspecify.annotations.NullMarked;
