using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>What a person wants a dispatcher to do, and what it would have done itself.</summary>
internal sealed class Steering
{
    /// <summary>The person's action; null: the dispatcher acts.</summary>
    public int? Action { get; set; }

    /// <summary>What the dispatcher chose in the latest step.</summary>
    public int Advice { get; set; }
}

/// <summary>A dispatcher that a person can take over for a while. Its policy goes on thinking, so that it can be given back.</summary>
/// <param name="inner">What acts otherwise.</param>
/// <param name="steering">What the person wants.</param>
internal sealed class SteeredPolicy(GlobalPolicy inner, Steering steering) : GlobalPolicy(inner.Subsample, inner.GlobalActions)
{
    /// <inheritdoc/>
    public override bool Remembers => inner.Remembers;

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game) => inner.Validate(game);

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) =>
        new Actor(inner.Start(world, episode), steering, world.Game.Allowed);

    private sealed class Actor(IGlobalActor inner, Steering steering, AllowedActions allowed) : IGlobalActor
    {
        public ReadOnlySpan<double> Estimate => inner.Estimate;

        public bool Alarmed => inner.Alarmed;

        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
        {
            steering.Advice = inner.Act(globalState, observation, stream);
            return steering.Action is int wanted ? allowed.Global(globalState).Played(wanted) : steering.Advice;
        }

        public void Moved(int globalState) => inner.Moved(globalState);
    }
}
