using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Tests.Server;

/// <summary>A dispatcher that remembers how many steps it took, with reasons that a test makes up.</summary>
/// <param name="game">The game.</param>
/// <param name="subsample">k.</param>
/// <param name="tell">The reasons of a step, by its number.</param>
internal sealed class ScriptedPolicy(CooperativeGame game, int subsample, Func<int, ActionReasons> tell)
    : GlobalPolicy(subsample, game.GlobalActions)
{
    public override bool Remembers => true;

    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => new Actor(tell);

    private sealed class Actor(Func<int, ActionReasons> tell) : IGlobalActor, IReasoningActor
    {
        private ActionReasons latest = new();
        private int steps;

        public ReadOnlySpan<double> Estimate => latest.Belief;

        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
        {
            latest = tell(steps++);
            return Array.IndexOf(latest.Values, latest.Values.Where(double.IsFinite).DefaultIfEmpty().Max()) is >= 0 and int best
                ? best
                : 0;
        }

        public ActionReasons Reasons(int globalState, ReadOnlySpan<int> observation) => latest;
    }
}
