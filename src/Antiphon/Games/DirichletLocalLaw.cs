namespace Antiphon.Games;

/// <summary>
/// Each episode draws one probability vector from the symmetric Dirichlet law; given it, the agents start independently of each other by
/// it.
/// </summary>
/// <param name="Concentration">
/// alpha &gt; 0, the same for every local state: small values start most agents in a few states, large ones spread them evenly.
/// </param>
public sealed record DirichletLocalLaw(double Concentration) : LocalInitialLaw;
