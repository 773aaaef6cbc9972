namespace Antiphon.Cli.Input;

/// <summary>The kinds of game, and of training, that an option applies to.</summary>
[Flags]
internal enum GameKinds
{
    /// <summary>Finitely many states.</summary>
    Finite = 1,

    /// <summary>Continuous states that are cut into bins for training.</summary>
    Binned = 2,

    /// <summary>Continuous states.</summary>
    Continuous = 4,

    /// <summary>Every kind.</summary>
    Any = Finite | Binned | Continuous,
}
