using Antiphon.Cli;
using Antiphon.Cli.Verbs;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;

namespace Antiphon.Tests.Cli;

/// <summary>What is suggested and advised for games whose agents depend on the population: only what works for them.</summary>
public class CoupledCommandTests : CommandLineTest
{
    [Theory]
    [InlineData("congestion", 1000, false)]
    [InlineData("warehouse", 4, true)]
    public void A_training_suggests_to_certify_where_that_works(string game, int agents, bool works)
    {
        string said = Run("train", game, "--k", "2", "--agents", $"{agents}", "--out", "run").Succeeded();
        Assert.Contains("antiphon simulate run  # simulate it", said, StringComparison.Ordinal);
        Assert.Equal(works, said.Contains("antiphon certify run  # prove or estimate", StringComparison.Ordinal));
        Assert.Equal(works, Run("certify", "run", "--quiet").Code == 0);
    }

    // An estimate is there for one type of agents only, and a thousand of two types have no exact certificate.
    [Theory]
    [InlineData("mixed-fleet", 1000, false)]
    [InlineData("mixed-fleet", 6, true)]
    [InlineData("microgrid", 500, true)]
    public void A_run_is_certified_at_its_own_number_of_agents_or_not_suggested(string game, int agents, bool works) =>
        Assert.Equal(works, CertifyVerb.Takes(new AlternationOptions { Subsample = 2 }, BuiltInGames.Get(game).WithAgents(agents)));

    [Fact]
    public void A_log_from_which_nothing_can_be_learned_says_so()
    {
        string said = Run("log", "congestion", "--k", "2", "--steps", "50", "--tracked", "fresh", "--out", "log.csv").Succeeded();
        Assert.DoesNotContain("Next:", said, StringComparison.Ordinal);
        Assert.Contains(
            "`antiphon learn` cannot use this log: learning from a log does not support kernels and rewards that depend on the "
                + "population",
            said.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("learning from a log", Run("learn", "log.csv").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "antiphon learn other.csv",
            Run("log", "warehouse", "--k", "2", "--steps", "50", "--out", "other.csv").Succeeded(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_exact_population_that_does_not_fit_has_remedies_that_help()
    {
        UseTheTrainer();
        string refusal = Run("train", "epidemic", "--k", "5", "--population", "exact", "--agents", "5000").Refused();
        Assert.Contains(
            "with the exact population of n = 5,000 not even k = 1 fits; use --population mean-field, lower the number of agents",
            refusal,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("resolution", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("remember", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surrogate_alone_that_does_not_fit_names_the_k_and_the_oracle_that_do()
    {
        UseTheTrainer();
        Assert.Contains(
            "lower k to at most 27, or use --global-oracle deployed",
            Run("train", "epidemic", "--k", "50", "--global-oracle", "surrogate").Refused(),
            StringComparison.Ordinal
        );
    }

    // Its message becomes a notice of the run, in which options have no names.
    [Fact]
    public void A_surrogate_that_is_left_out_beside_another_oracle_names_the_k_that_has_one() =>
        Assert.EndsWith(
            "lower k to at most 27",
            Assert.Throws<DoesNotFitException>(() => FiniteSetting.RequireCoupled(BuiltInGames.Get("epidemic"), 50)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Validating_shows_that_it_measures_and_advises_no_memory()
    {
        MeasureSpeed = (game, _, _) =>
        {
            Clock.Advance(2);
            Clock.Tick();
            return TrainingSpeed.Typical(game);
        };
        Outcome outcome = Run("validate", "epidemic");
        Assert.Equal("0%, measuring the training speed of this game, at most 20 s, 2.0 s so far\n", outcome.Error);
        string said = outcome.Out.ReplaceLineEndings(" ");
        Assert.Contains("For more: merge local states", said, StringComparison.Ordinal);
        Assert.DoesNotContain("remember", said, StringComparison.Ordinal);
        Assert.Contains("For more: give the dispatcher a memory", Run("validate", "warehouse").Out, StringComparison.Ordinal);
    }

    private void UseTheTrainer() =>
        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
}
