using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>Options may name only parts that the alternation has.</summary>
public class FinitePartsTests
{
    public static TheoryData<string, AlternationOptions> OfThePaper =>
        new()
        {
            { "LocalOracle is ChainUcfh", Options with { LocalOracle = LocalOracle.ChainUcfh } },
            { "LocalOracle is Representative", Options with { LocalOracle = LocalOracle.Representative } },
            { "UpdateRule is PaperBox", Options with { UpdateRule = UpdateRule.PaperBox, GlobalOracle = GlobalOracle.Deployed } },
            { "Backup is Frozen", Options with { Backup = BellmanOperator.Frozen } },
            { "Parameterization is Tuples", Options with { Parameterization = Parameterization.Tuples } },
        };

    private static AlternationOptions Options { get; } = new() { Subsample = 2 };

    [Theory]
    [MemberData(nameof(OfThePaper))]
    public void A_part_that_was_not_brought_is_refused_by_the_name_of_its_option(string word, AlternationOptions options)
    {
        CooperativeGame game = new RandomGame(750) { Agents = 3 }.Create();
        string message = Assert.Throws<InvalidOptionException>(() => FiniteProblem.Create(game, options)).Message;
        Assert.StartsWith(word, message, StringComparison.Ordinal);
        Assert.Contains("PaperParts.All of the assembly Antiphon.Paper", message, StringComparison.Ordinal);
        Assert.NotNull(FiniteProblem.Create(game, options, parts: PaperParts.All));
    }
}
