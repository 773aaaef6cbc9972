using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Server;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>Makes the population of `antiphon serve --demo`: trains a pair in a moment, and finds a blind one to compare with.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class DemoSource(Surroundings surroundings)
{
    private const int UsualSubsample = 10;
    private const int Rollouts = 16;
    private const int Seeds = 2;

    /// <summary>Trains.</summary>
    /// <param name="name">A built-in game, or a game file.</param>
    /// <param name="others">What else is served.</param>
    /// <exception cref="InvalidInputException">
    /// There is no such game, it cannot be trained, or another policy is called like it.
    /// </exception>
    public FleetDemo Of(string name, IReadOnlyList<PolicySource> others)
    {
        CooperativeGame game = GameArgument.Load(name, surroundings);
        if (others.Any(other => other.Name == game.Name))
        {
            throw new InvalidInputException(
                $"--demo serves its pair as '{game.Name}', and another policy is called so; call that one otherwise: with --name, or by "
                    + "renaming its folder"
            );
        }

        int subsample = LargestFitting(game);
        using var progress = new ConsoleProgress(surroundings, silent: false);
        JointPolicy trained = Train(game, subsample, progress, surroundings.Cancellation);
        JointPolicy blind = game.Couplings is null ? BlindPair(game, Fewest(game, subsample)) : BestConstant(game, trained);
        return new FleetDemo(game, subsample, trained, blind, (k, cancellation) => Train(game, k, null, cancellation));
    }

    /// <summary>The trained pair, as it is served; none without a demonstration.</summary>
    public static IEnumerable<PolicySource> Policies(FleetDemo? demo) =>
        demo is null ? [] : [new PolicySource(demo.Game.Name, () => ServedPolicy.Of(demo.Game, demo.Trained))];

    private static int LargestFitting(CooperativeGame game)
    {
        for (int subsample = (int)Math.Min(UsualSubsample, game.Agents); subsample > 1; subsample--)
        {
            try
            {
                Alternation.RequireFits(game, subsample);
                return subsample;
            }
            catch (InvalidInputException)
            {
                // One fewer, then.
            }
        }

        return 1;
    }

    private JointPolicy Train(CooperativeGame game, int subsample, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        var options = new AlternationOptions
        {
            Subsample = subsample,
            Restarts = 1,
            Rollouts = Rollouts,
            Seeds = Seeds,
            Baselines = false,
            Threads = surroundings.Processors,
        };
        return new Alternation(options).Run(game, progress: progress, cancellation: cancellation).Policy;
    }

    // Whom the blind dispatcher observes plays no part, but for there being so many; some rules need a k of their own.
    private static int Fewest(CooperativeGame game, int subsample) =>
        game.Sampling == SamplingRule.Uniform ? Math.Min(subsample, game.Types.Count) : subsample;

    private JointPolicy BlindPair(CooperativeGame game, int subsample)
    {
        BlindPair found = new BlindPairSearch(new BlindPairOptions()).Solve(game, surroundings.Cancellation);
        return new JointPolicy(new BlindPolicy(subsample, game.GlobalActions, found.Actions), found.Local);
    }

    // Beside agents who depend on the population no search is quick enough.
    private JointPolicy BestConstant(CooperativeGame game, JointPolicy trained)
    {
        var deployment = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Rollouts = Rollouts,
                Seeds = Seeds,
                Threads = surroundings.Processors,
            }
        );
        return BaselinePolicies
            .Global(game, 1, surroundings.Cancellation)
            .Where(baseline => baseline.Policy.IsBlind)
            .Select(baseline => trained with { Global = baseline.Policy })
            .MaxBy(pair => deployment.Run(game, pair, null, surroundings.Cancellation).Reward.Mean)!;
    }
}
