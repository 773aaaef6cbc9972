using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies.AlphaVectors;

public class AlphaVectorPolicyTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat");
    private static readonly Antiphon.Policies.AlphaVectors Vectors = Plan(Game);

    [Fact]
    public void Action_values_are_those_of_the_formula()
    {
        var random = new SmallRandom(4);
        var kernels = new Antiphon.Populations.LocalKernels(Game, LocalPolicy.Uniform(Game).Probabilities);
        double[] values = new double[Game.GlobalActions];
        for (int trial = 0; trial < 20; trial++)
        {
            double[] fractions = trial % 2 == 0 ? random.Law(Game.LocalStates) : random.SparseLaw(Game.LocalStates);
            int state = random.Below(Game.GlobalStates);
            Vectors.ActionValues(state, fractions, values);
            double[] next =
            [
                .. Enumerable
                    .Range(0, fractions.Length)
                    .Select(to => Enumerable.Range(0, fractions.Length).Sum(from => fractions[from] * Entry(state, from, to))),
            ];
            double local = Enumerable.Range(0, fractions.Length).Sum(from => fractions[from] * kernels.Reward(state)[from]);
            for (int action = 0; action < values.Length; action++)
            {
                double later = Enumerable
                    .Range(0, Game.GlobalStates)
                    .Sum(after => Game.GlobalTransition(state, action)[after] * Best(after, next));
                Assert.Equal(Game.GlobalReward(state, action) + local + (Game.Discount * later), values[action], 1e-9);
            }

            Assert.Equal(Array.IndexOf(values, values.Max()), Vectors.Greedy(state, fractions));
            Assert.Equal(Best(state, fractions), Vectors.Value(state, fractions), 1e-9);
        }

        double Entry(int state, int from, int to) => kernels.Transition(state)[(from * Game.LocalStates) + to];
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("0, 0")]
    public void A_file_whose_blind_actions_cannot_be_is_refused(string first)
    {
        var pair = new JointPolicy(new AlphaVectorPolicy(3, Vectors, Game), LocalPolicy.Uniform(Game));
        string text = PolicyFile.Write(pair, Game);
        int start = text.IndexOf('[', text.IndexOf("\"blind\"", StringComparison.Ordinal)) + 1;
        string wrong = text[..start] + first + text[text.IndexOf(',', start)..];
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(wrong, "wrong.json", Game));
        Assert.Contains("blind is [", refused.Message, StringComparison.Ordinal);
        Assert.Contains("allowed actions below", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_those_at_the_estimate_whether_cached_or_not()
    {
        IActionLaw law = new AlphaVectorPolicy(10, Vectors, Game).ActionLaw;
        var random = new SmallRandom(8);
        double[] probabilities = new double[Game.GlobalActions];
        for (int trial = 0; trial < 200; trial++)
        {
            int[] observation = Observation(random, Game.LocalStates, 10);
            int state = trial % Game.GlobalStates;
            int expected = Vectors.Greedy(state, [.. observation.Select(count => count / 10.0)]);
            for (int time = 0; time < 2; time++)
            {
                law.Write(state, observation, probabilities);
                Assert.Equal(SmallGames.Unit(Game.GlobalActions, expected), probabilities);
            }
        }
    }

    [Fact]
    public void Nothing_observed_means_the_best_blind_plan()
    {
        var policy = new AlphaVectorPolicy(0, Vectors, Game);
        Assert.True(policy.IsBlind);
        CooperativeGame lossy = Game.WithSampling(SamplingRule.Parse("lossy:0.5", Game));
        var losing = new AlphaVectorPolicy(3, Vectors, lossy);
        for (int state = 0; state < Game.GlobalStates; state++)
        {
            Assert.Equal(Vectors.BlindActions[state], policy.DecideUncached(state, new int[Game.LocalStates]));
            Assert.Equal(Vectors.BlindActions[state], losing.DecideUncached(state, [3, 0, 0, 0, 0, 0]));
        }
    }

    [Fact]
    public void Estimates_follow_the_sampling_rule()
    {
        Check("replacement", [1, 2, 0, 1, 0], [0.25, 0.5, 0, 0.25, 0]);
        Check("lossy:0.2", [3, 1, 2, 0, 1, 0], [0.25, 0.5, 0, 0.25, 0]);
        Check("weighted:0=1,1=2,2=1,3=1,4=1", [1, 2, 0, 2, 0], [0.25, 0.25, 0, 0.5, 0]);
        // The zone of the global state, 1, is observed twice as often as the others.
        Check("weighted:near=2", [1, 4, 0, 1, 0], [0.25, 0.5, 0, 0.25, 0]);
        Check("clustered:2", [1, 2, 0, 1, 0], [0.25, 0.5, 0, 0.25, 0]);

        static void Check(string rule, int[] observation, double[] expected)
        {
            var estimate = new PopulationEstimate(Game.WithSampling(SamplingRule.Parse(rule, Game)), null);
            double[] fractions = new double[expected.Length];
            Assert.True(estimate.TryWrite(1, observation, fractions));
            Assert.Equal(expected, fractions.Select(fraction => Math.Round(fraction, 12)));
        }
    }

    [Fact]
    public void Other_games_and_rules_are_refused()
    {
        var policy = new AlphaVectorPolicy(5, Vectors, Game);
        Assert.Empty(policy.Validate(Game));
        Assert.Contains("sampling rule", Assert.Single(policy.Validate(Game.WithSampling(SamplingRule.Parse("replacement", Game)))).Found);
        Assert.Throws<InvalidInputException>(() => new AlphaVectorPolicy(5, Vectors, SmallGames.Gamble(9)));
    }

    [Fact]
    public void Episodes_of_the_policy_are_those_of_its_function()
    {
        CooperativeGame few = Game.WithAgents(20);
        var policy = new AlphaVectorPolicy(4, Vectors, few);
        var function = new FunctionPolicy(4, Game.GlobalActions, policy.DecideUncached);
        var execution = new OnlineExecution(new OnlineExecutionOptions { Rollouts = 20, Horizon = 30 });
        var local = LocalPolicy.Uniform(Game);
        Assert.Equal(
            execution.Run(few, new JointPolicy(function, local)).Reward,
            execution.Run(few, new JointPolicy(policy, local)).Reward
        );
    }

    private static Antiphon.Policies.AlphaVectors Plan(CooperativeGame game)
    {
        AlphaVectorOptions options = new()
        {
            MaximumBackups = 200,
            StartDraws = 5,
            Subpopulation = 4,
        };
        return new AlphaVectorPlanner(options).Solve(game, LocalPolicy.Uniform(game)).Vectors;
    }

    private static double Best(int state, double[] fractions) =>
        Enumerable.Range(0, Vectors.CountAt(state)).Max(vector => Vectors.Vector(state, vector).Zip(fractions, (a, b) => a * b).Sum());

    private static int[] Observation(SmallRandom random, int states, int agents)
    {
        int[] counts = new int[states];
        for (int agent = 0; agent < agents; agent++)
        {
            counts[random.Below(states)]++;
        }

        return counts;
    }
}
