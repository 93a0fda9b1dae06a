package dev.meridian.region.accounts.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.accounts.AccountsStage;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database makes of lists of users in a project of many: an index answers them, and targets are read for one page. */
final class ListPlansTest {

    @RegisterExtension
    static final AccountsStage stage = AccountsStage.open();

    @BeforeAll
    static void fill() {
        stage.ask("insert into meridian.account (project_id, user_id, email, phone, name, enabled, email_verified,"
                + " phone_verified, labels, prefs, created_at, updated_at)"
                + " select 'p1', 'u' || i, 'u' || i || '@example.com', '+4915' || 1000000 + i, 'User ' || i, true, false,"
                + " false, '{}', '{}', now() - i * interval '1 s', now() from generate_series(1, 20000) i");
        stage.ask("insert into meridian.target (project_id, target_id, user_id, session_id, provider_id, provider_type,"
                + " identifier, name, expired, created_at, updated_at)"
                + " select project_id, user_id, user_id, '', '', 'email', email, '', false, created_at, updated_at"
                + " from meridian.account where email is not null");
        stage.ask("analyze meridian.account");
        stage.ask("analyze meridian.target");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account_sequence | {'method':'limit','values':[25]}",
                "account_by_email | {'method':'equal','attribute':'email','values':['u77@example.com']}",
                "account_phone | {'method':'equal','attribute':'phone','values':['+49151000077']}",
                "account_pkey | {'method':'equal','attribute':'$id','values':['u77']}",
                "account_created | {'method':'orderDesc','attribute':'$createdAt'}"
            })
    void anIndexAnswersIt(String index, String query) {
        Compiled list = Compiler.list(
                Validation.check(
                        QueryParser.parse(List.of(query.replace('\'', '"'))),
                        Account.SHAPE.pinned("project_id", ValueType.STRING, "p1")),
                new Visibility.Everything(),
                new Position.Start());

        String plan = String.join(
                "\n", stage.ask("explain " + list.sql(), list.parameters().toArray()));

        assertThat(plan).contains(index, "target_of_user").doesNotContain("Seq Scan");
    }
}
