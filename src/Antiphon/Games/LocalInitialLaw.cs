namespace Antiphon.Games;

/// <summary>The law of the agents' states at time 0: <see cref="IndependentLocalLaw"/> or <see cref="DirichletLocalLaw"/>.</summary>
public abstract record LocalInitialLaw;
