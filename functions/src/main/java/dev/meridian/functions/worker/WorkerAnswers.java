package dev.meridian.functions.worker;

import dev.meridian.functions.Limits;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.host.ResponseRules;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Account;
import dev.meridian.functions.wire.Message.Response;

/**
 * What a worker answers, made fit: the tenant's code may have written any of it. What would break an HTTP message is a
 * failure of the function, as in a host; logs are cut to their limit. Pure.
 */
final class WorkerAnswers {

    private WorkerAnswers() {}

    /** The head of a response that is streamed; or what the call comes to, where it cannot be one. */
    static Message headOf(Message.Respond begun, Limits limits) {
        Settlement.Answered head =
                new Settlement.Answered(0, begun.head().status(), begun.head().headers(), new byte[0]);
        return switch (ResponseRules.judge(head, limits.bodyBytes())) {
            case ResponseRules.Verdict.Fit fit -> new Message.Respond(begun.call(), fit.response());
            case ResponseRules.Verdict.Unfit unfit ->
                failed(begun.call(), Ending.EXCEPTION, unfit.reason(), Account.NONE);
            case ResponseRules.Verdict.TooLarge large ->
                failed(begun.call(), Ending.RESPONSE_TOO_LARGE, large.toString(), Account.NONE);
        };
    }

    /** @param isSent whether the response has gone out already, piece by piece */
    static Message.Result checked(Message.Result result, Limits limits, boolean isSent) {
        Account account = cut(result.account(), limits.logBytes());
        if (result.ending() == Ending.COMPLETED && isSent) {
            return new Message.Result(result.call(), Ending.COMPLETED, Response.NONE, "", account);
        }
        if (result.ending() != Ending.COMPLETED) {
            return new Message.Result(result.call(), result.ending(), Response.NONE, result.message(), account);
        }
        Response response = result.response();
        Settlement.Answered answered =
                new Settlement.Answered(0, response.status(), response.headers(), response.body());
        return switch (ResponseRules.judge(answered, limits.bodyBytes())) {
            case ResponseRules.Verdict.Fit fit ->
                new Message.Result(result.call(), Ending.COMPLETED, fit.response(), "", account);
            case ResponseRules.Verdict.Unfit unfit -> failed(result.call(), Ending.EXCEPTION, unfit.reason(), account);
            case ResponseRules.Verdict.TooLarge large ->
                failed(
                        result.call(),
                        Ending.RESPONSE_TOO_LARGE,
                        "The response body has " + large.bytes() + " bytes; the limit is " + limits.bodyBytes() + ".",
                        account);
        };
    }

    private static Message.Result failed(long call, Ending ending, String reason, Account account) {
        String errors = account.errors().isEmpty() ? reason : account.errors() + "\n" + reason;
        return new Message.Result(
                call,
                ending,
                Response.NONE,
                reason,
                new Account(account.logs(), errors, account.durationNanos(), account.cpuNanos(), account.coldStart()));
    }

    /** A worker keeps to the limit itself, and adds a line that says so. */
    private static Account cut(Account account, int limit) {
        int most = limit + 1_000;
        return new Account(
                cut(account.logs(), most),
                cut(account.errors(), most),
                Math.max(0, account.durationNanos()),
                Math.max(0, account.cpuNanos()),
                account.coldStart());
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
