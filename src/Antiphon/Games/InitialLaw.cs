using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>The law of the first state: s_g is drawn from <paramref name="Global"/>, independently of the local states.</summary>
/// <param name="Global">Probability of each global state; length G, sums to 1.</param>
/// <param name="Local">How the local states of all agents are drawn.</param>
public sealed record InitialLaw(ImmutableArray<double> Global, LocalInitialLaw Local)
{
    /// <summary>A law with s_g uniform.</summary>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="local">How the local states are drawn.</param>
    public static InitialLaw UniformGlobal(int globalStates, LocalInitialLaw local) => new(Uniform(globalStates), local);

    /// <summary>The uniform probability vector.</summary>
    /// <param name="states">Its length, at least 1.</param>
    public static ImmutableArray<double> Uniform(int states) => [.. Enumerable.Repeat(1.0 / states, states)];
}

/// <summary>How the first local states are drawn: <see cref="IndependentLocalLaw"/> or <see cref="DirichletLocalLaw"/>.</summary>
public abstract record LocalInitialLaw
{
    private protected LocalInitialLaw()
    {
    }
}

/// <summary>All agents start independently with the same fixed probabilities.</summary>
/// <param name="Probabilities">Probability of each local state; length S, sums to 1.</param>
public sealed record IndependentLocalLaw(ImmutableArray<double> Probabilities) : LocalInitialLaw;

/// <summary>
/// Each episode first draws one probability vector from the symmetric Dirichlet law, then all agents start independently with it.
/// Small concentrations start most agents in the same few states.
/// </summary>
/// <param name="Concentration">alpha, the same for every local state; finite and above 0.</param>
public sealed record DirichletLocalLaw(double Concentration) : LocalInitialLaw;
