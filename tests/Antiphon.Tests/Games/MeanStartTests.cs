using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

public class MeanStartTests
{
    // Of 10 agents 7 are of the first type.
    [Fact]
    public void Every_type_starts_by_its_own_law_and_its_own_number_of_agents()
    {
        CooperativeGame game = new RandomTypedGame(4)
        {
            States = [3, 3],
            Shares = [0.7, 0.3],
            Agents = 10,
        }.Create();
        var laws = (TypedLocalLaw)game.Initial.Local;
        double[] expected = [.. Law(0).Select(share => 0.7 * share), .. Law(1).Select(share => 0.3 * share)];

        double[] mean = MeanStart.Of(game);

        Assert.All(expected.Zip(mean), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

        IEnumerable<double> Law(int type) => ((IndependentLocalLaw)laws.Types[type]).Probabilities;
    }
}
