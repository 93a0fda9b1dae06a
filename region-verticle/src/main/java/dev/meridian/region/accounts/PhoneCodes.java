package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.messages.TextBudget;
import dev.meridian.region.messages.TextSender;
import dev.meridian.region.messages.Twilio;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.phones.MockPhones;
import dev.meridian.region.projects.settings.SettingsStore;
import java.util.Optional;

/** Codes for phones: those of a project's mock phones are always the same, and nobody sends them; on virtual threads only. */
final class PhoneCodes {

    private final MockPhones mocks;
    private final Optional<TextSender> sender;
    private final TextBudget budget;
    private final SettingsStore settings;
    private final Ids ids;

    PhoneCodes(RegionContext region, SettingsStore settings) {
        this.mocks = new MockPhones(region);
        this.sender = Twilio.of(region.node().vertx(), region.settings().texts());
        this.budget =
                new TextBudget(region.node().clock(), region.settings().texts().most());
        this.settings = settings;
        this.ids = region.node().ids();
    }

    /** A code that has yet to be sent. */
    record Code(String number, String digits, Optional<TextSender> by) {}

    /**
     * Fails with {@code general_phone_disabled} where nobody could send it, and with {@code general_rate_limit_exceeded} where
     * the project has had as many as it may in an hour.
     */
    Code draw(String project, String number) {
        Optional<String> fixed = await(mocks.otp(project, number));
        if (fixed.isPresent()) {
            return new Code(number, fixed.get(), Optional.empty());
        }
        if (sender.isEmpty()) {
            throw Problem.of(
                    Twilio.DISABLED, "Phone authentication is disabled: no provider of text messages is set up");
        }
        if (!budget.take(project)) {
            throw Problem.of(
                    ProblemType.RATE_LIMIT_EXCEEDED, "Too many text messages were asked for. Please try again later");
        }
        return new Code(number, ids.code(), sender);
    }

    void send(String project, Code code) {
        if (code.by().isPresent()) {
            String text = code.digits() + " is your code for " + await(settings.name(project));
            await(code.by().get().send(code.number(), text));
        }
    }
}
