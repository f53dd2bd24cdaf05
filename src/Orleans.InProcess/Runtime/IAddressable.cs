namespace Orleans.Runtime;

/// <summary>Anything that a call can be sent to.</summary>
public interface IAddressable;
