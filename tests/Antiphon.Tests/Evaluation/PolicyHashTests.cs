using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Evaluation;

public class PolicyHashTests
{
    [Fact]
    public void Everything_that_a_memory_is_made_of_changes_the_hash()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse").WithAgents(20);
        var plain = new MemoryOptions();
        (int Subsample, MemoryOptions Memory)[] policies =
        [
            (3, plain),
            (4, plain),
            (3, plain with { Filter = FilterKind.Dirichlet }),
            (3, plain with { Particles = 1001 }),
            (3, plain with { Reading = PlanReading.Nearest }),
            (3, plain with { Watch = false }),
        ];

        string[] hashes =
        [
            .. policies.Select(policy =>
                PolicyHash.Compute(
                    new JointPolicy(
                        new RememberingPolicy(policy.Subsample, EstimatePlan.Mode(game), policy.Memory),
                        LocalPolicy.Uniform(game)
                    ),
                    game
                )
            ),
        ];

        Assert.Equal(policies.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }
}
