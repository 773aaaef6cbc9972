using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

public class EstimateTests
{
    /// <summary>
    /// The model without fluctuations is off by the order of 1/sqrt n in values and the interpolation by that of 1/R; at n = 300 its gaps
    /// must be those of the exact game to a tenth, one agent's gaps (which are of the order of 1/n) too.
    /// </summary>
    [Theory]
    [InlineData(1UL, 1)]
    [InlineData(2UL, 2)]
    [InlineData(3UL, 3)]
    [Trait("Tier", "full")]
    public void The_mean_field_gaps_are_near_the_exact_ones_of_many_agents(ulong seed, int observations)
    {
        const int Agents = 300;
        CooperativeGame game = new RandomGame(990 + seed)
        {
            Shape = KernelShape.Lazy,
            Agents = Agents,
            Discount = 0.8,
        }.Create();
        SmallRandom random = new(seed);
        var pair = new JointPolicy(
            Library.Global(game, observations, Tables.RandomActions(game, observations, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
        var options = new CertificateOptions
        {
            Accuracy = 1e-7,
            Restarts = 0,
            Threads = 1,
        };
        NashCertificate exact = new Certifier(options).Run(game, pair, Agents).Certificate;
        using Workers workers = new(1);
        MeanFieldGaps model = new MeanFieldCertification(game, pair, 100, options, workers).Solve(default);
        AssertNear(exact.Value, model.Value);
        AssertNear(exact.DispatcherGap.Initial.Upper, model.Dispatcher);
        AssertNear(exact.AgentGap.Initial.Upper, model.Agent);
        AssertNear(exact.SelfishAgentGap.Initial.Upper, model.Selfish);

        static void AssertNear(double expected, double found) =>
            Assert.InRange(found, expected - 0.1 * Math.Abs(expected) - 1e-6, expected + 0.1 * Math.Abs(expected) + 1e-6);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void An_estimate_is_marked_ordered_and_the_same_at_any_thread_count()
    {
        CooperativeGame game = new RandomGame(995)
        {
            Shape = KernelShape.Lazy,
            Agents = 1_000_000,
            Discount = 0.8,
        }.Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game));
        NashCertificate one = Estimate(1);
        Assert.Equal(NashCertificate.Estimated, one.Method);
        Assert.Equal([2, 101, 200], one.Estimate!.Trend.Select(point => point.Agents));
        Assert.All(new[] { one.DispatcherGap, one.AgentGap, one.TeamGap, one.SelfishAgentGap, one.WelfareGap }, gap =>
            Assert.True(gap.Initial.IsOrdered && gap.Worst.IsOrdered)
        );
        // Value: simulated return and the exact one of 200 agents agree to the interval and the missing agents.
        Assert.InRange(one.Value - one.Estimate.Trend[^1].Value, -0.1, 0.1);
        string text = CertificateFile.Write(one with { Seconds = 0 });
        Assert.Equal(text, CertificateFile.Write(Estimate(2) with { Seconds = 0 }));
        Assert.Equal(text, CertificateFile.Write(CertificateFile.Parse(text, "text").Certificate));

        NashCertificate Estimate(int threads) =>
            new Certifier(
                new CertificateOptions
                {
                    Threads = threads,
                    Accuracy = 1e-4,
                    Restarts = 0,
                    Rollouts = 600,
                    Horizon = 40,
                }
            ).Estimate(game, pair, 1_000_000);
    }
}
