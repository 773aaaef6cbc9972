using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Explores a system. The dispatcher keeps an action for a while, so that its effect can be seen. The agents draw new habits for each
/// episode, so that populations of many kinds are met. Around a pair the dispatcher is the pair's, but now and then it keeps a random
/// action instead; the agents follow a habit in a share of their decisions.
/// </summary>
internal sealed class ExploringPolicy : GlobalPolicy
{
    // Mean duration of an action is five steps.
    private const double Turning = 0.2;
    private static readonly DirichletLocalLaw Decided = new(0.3);

    // Around a pair: how often a random action begins, and the shares of habits, one of which an episode has.
    private const double Straying = 0.05;
    private static readonly double[] HabitShares = [0, 0.1, 0.3];

    private readonly GlobalPolicy? around;

    internal ExploringPolicy(int globalActions)
        : base(0, globalActions) { }

    /// <summary>Explores around a dispatcher.</summary>
    internal ExploringPolicy(GlobalPolicy around)
        : base(around.Subsample, around.GlobalActions)
    {
        this.around = around;
    }

    /// <inheritdoc/>
    public override bool Remembers => true;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) =>
        around is null ? new Actor(GlobalActions) : new StrayingActor(GlobalActions, around.Start(world, episode));

    /// <summary>
    /// Habits: in each state a law over actions, of which most put nearly all on one action. They depend on the local state alone, on the
    /// global state alone, so that everybody may do the same (also nothing), or on both, each in a third of the episodes.
    /// </summary>
    /// <param name="game">Gives the sizes.</param>
    /// <param name="stream">Source of randomness.</param>
    internal static LocalPolicy Habits(CooperativeGame game, RandomStream stream)
    {
        int rows = game.LocalStates * game.GlobalStates;
        double[] drawn = new double[rows * game.LocalActions];
        for (int row = 0; row < rows; row++)
        {
            EpisodeLaw.Draw(Decided, stream, drawn.AsSpan(row * game.LocalActions, game.LocalActions));
        }

        long kind = stream.NextBelow(3);
        double[] table = new double[drawn.Length];
        for (int row = 0; row < rows; row++)
        {
            int source = kind switch
            {
                0 => row / game.GlobalStates * game.GlobalStates,
                1 => row % game.GlobalStates,
                _ => row,
            };
            drawn.AsSpan(source * game.LocalActions, game.LocalActions).CopyTo(table.AsSpan(row * game.LocalActions, game.LocalActions));
        }

        return LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }

    /// <summary>A pair's agents who follow habits in a share of their decisions.</summary>
    /// <param name="game">Gives the sizes.</param>
    /// <param name="agents">The pair's.</param>
    /// <param name="stream">Source of randomness.</param>
    internal static LocalPolicy Habits(CooperativeGame game, LocalPolicy agents, RandomStream stream)
    {
        double share = HabitShares[stream.NextBelow(HabitShares.Length)];
        ReadOnlySpan<double> habits = Habits(game, stream).Probabilities;
        double[] table = agents.Probabilities.ToArray();
        for (int entry = 0; entry < table.Length; entry++)
        {
            table[entry] = ((1 - share) * table[entry]) + (share * habits[entry]);
        }

        return LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }

    private sealed class StrayingActor(int actions, IGlobalActor own) : IGlobalActor
    {
        private int? kept;

        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
        {
            double turn = stream.NextDouble();
            int drawn = (int)stream.NextBelow(actions);
            kept = kept is null
                ? turn < Straying
                    ? drawn
                    : null
                : turn < Turning
                    ? null
                    : kept;
            int intended = own.Act(globalState, observation, stream);
            return kept ?? intended;
        }

        public void Moved(int globalState) => own.Moved(globalState);
    }

    private sealed class Actor(int actions) : IGlobalActor
    {
        private int? kept;

        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
        {
            bool isNew = stream.NextDouble() < Turning;
            int drawn = (int)stream.NextBelow(actions);
            kept = isNew ? drawn : kept ?? drawn;
            return kept.Value;
        }
    }
}
