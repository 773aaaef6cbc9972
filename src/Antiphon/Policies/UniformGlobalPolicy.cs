using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>The global policy that ignores what it sees and picks every allowed action with the same probability.</summary>
public sealed class UniformGlobalPolicy : GlobalPolicy, IGlobalActor, IActionLaw
{
    // Null where every action is allowed.
    private readonly AllowedActions? allowed;

    /// <summary>Sets the sizes, for games that forbid no global action.</summary>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public UniformGlobalPolicy(int subsample, int globalActions)
        : base(subsample, globalActions) => ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);

    /// <summary>Takes what a game allows.</summary>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="game">The game.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public UniformGlobalPolicy(int subsample, CooperativeGame game)
        : this(subsample, (game ?? throw new ArgumentNullException(nameof(game))).GlobalActions) =>
        allowed = game.Allowed.GlobalSets is null ? null : game.Allowed;

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override bool IsBlind => true;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return [.. ForbiddenActions.Of(game, state => allowed?.Global(state) ?? Enumerable.Range(0, GlobalActions))];
    }

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) =>
        allowed?.Global(globalState).Draw(stream) ?? (int)stream.NextBelow(GlobalActions);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        if (allowed is null)
        {
            probabilities[..GlobalActions].Fill(1.0 / GlobalActions);
        }
        else
        {
            allowed.Global(globalState).WriteUniform(probabilities[..GlobalActions]);
        }
    }
}
