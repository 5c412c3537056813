//! Returns: old parts from the machine to the warehouse.
