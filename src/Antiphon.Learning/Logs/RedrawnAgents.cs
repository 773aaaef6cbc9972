using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// k agents drawn anew in every step from all n, as when policies are deployed (<see cref="Simulation.Episode"/>); in random order.
/// </summary>
internal sealed class RedrawnAgents : TrackedAgents
{
    private readonly Episode episode;
    private readonly RandomStream order = new(0);

    public RedrawnAgents(CooperativeGame game, GlobalPolicy behaviour, LocalPolicy local, LocalKernels kernels)
        : base(game, local, kernels, behaviour.Subsample) =>
        episode = new Episode(new DeployedPair(game, new JointPolicy(behaviour, local), game.Agents));

    public override int GlobalState => episode.GlobalState;

    /// <inheritdoc/>
    protected override ReadOnlySpan<double> Hats => episode.Hats;

    public override void Start(RandomStream episode)
    {
        base.Start(episode);
        episode.SplitInto(order, RandomStream.PurposeKey(LearningPurposes.Order), 0);
        this.episode.Start(episode);
    }

    public override int Act()
    {
        int action = episode.Act();
        episode.Observation.CopyTo(Counts);
        int place = 0;
        for (int state = 0; state < Counts.Length; state++)
        {
            States.AsSpan(place, Counts[state]).Fill(state);
            place += Counts[state];
        }

        for (int last = States.Length - 1; last > 0; last--)
        {
            int drawn = (int)order.NextBelow(last + 1);
            (States[last], States[drawn]) = (States[drawn], States[last]);
        }

        return action;
    }

    public override void Move(int action) => episode.Move(action);
}
