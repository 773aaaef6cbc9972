using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>A simulated population for people to play with on the page.</summary>
/// <param name="Game">The game.</param>
/// <param name="Subsample">k at the beginning.</param>
/// <param name="Trained">The pair that was trained with that k.</param>
/// <param name="Blind">A good pair whose dispatcher observes nothing.</param>
/// <param name="Train">Trains a pair with another k, deployed among n agents.</param>
public sealed record FleetDemo(
    CooperativeGame Game,
    int Subsample,
    JointPolicy Trained,
    JointPolicy Blind,
    Func<int, CancellationToken, JointPolicy> Train
);
